"""Pages of those who keep the question bank."""

from interviewprep.testing.gallery import Guest, page, state

OTHERS = "#content-main, #changelist, #nav-sidebar, .breadcrumbs"  # Django's own markup
QUESTIONS = "/admin/interviews/question/"

# Components stand there twice: landmarks of the same name are what it is about.
page("styleguide", "styleguide", "/styleguide/", who="curator", foreign=".tabs, .toasts")
page("admin/door", "mfa_index", "/admin/", who="novice")
page("admin", "admin:index", "/admin/", who="curator", foreign=OTHERS)
page("admin/questions", "admin:interviews_question_changelist", QUESTIONS, who="curator", foreign=OTHERS)
page("admin/question/new", "admin:interviews_question_add", f"{QUESTIONS}add/", who="curator", foreign=OTHERS)
page("admin/calls", "admin:interviews_llmcall_changelist", "/admin/interviews/llmcall/", who="curator", foreign=OTHERS)
page(
    "admin/calls/report",
    "admin:interviews_llmcall_report",
    "/admin/interviews/llmcall/report/",
    who="curator",
    foreign=OTHERS,
)


@state("admin/question", "admin:interviews_question_change", who="curator", foreign=OTHERS)
def question(guest: Guest) -> None:
    guest.open(f"{QUESTIONS}?q=auction")
    with guest.page.expect_navigation():
        guest.page.click("#result_list tbody th a >> nth=0")


@state("admin/question/error", "admin:interviews_question_change", who="curator", foreign=OTHERS)
def question_error(guest: Guest) -> None:
    question(guest)
    guest.page.fill("#id_title", "")
    with guest.page.expect_navigation():
        guest.page.eval_on_selector("#question_form", "form => { form.noValidate = true; form.requestSubmit(); }")
