"""What somebody prefers: kept alike by the page and the API, checked word by word, and seen on every page."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Preferences
from accounts.preferences import change_preferences, describe_preferences
from interviewprep.testing.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/account/settings/"
API = "/api/v1/me/preferences/"
DEFAULTS = {
    "track": "", "target_role": "", "company_style": "", "difficulty": "", "interviewer": "",
    "theme": "system", "contrast": "system", "text_size": "normal", "reduce_motion": "system", "voice": "off",
    "dictation": "off",
}  # fmt: skip
OTHERS = {
    "track": "data_science", "target_role": "data_analyst", "company_style": "y_combinator", "difficulty": "hard",
    "interviewer": "adaeze", "theme": "dark", "contrast": "more", "text_size": "larger", "reduce_motion": "always", "voice": "browser",
    "dictation": "on",
}  # fmt: skip


@pytest.fixture
def save_on_page(browser):
    """Change some settings on the page and leave the others as they stand there."""
    return lambda **changes: browser.post(PAGE, {**shown(browser), **changes})


@pytest.fixture
def patch(api):
    return lambda **changes: api.patch(API, changes, format="json")


@pytest.fixture(params=["save_on_page", "patch"], ids=["page", "api"])
def save(request):
    return request.getfixturevalue(request.param)


def shown(browser):
    """What stands in the page's fields."""
    html = browser.get(PAGE).content.decode()
    fields = re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', html, re.DOTALL)
    chosen = {name: re.search(r'<option value="(\w*)" selected', options) for name, options in fields}
    return {name: found[1] if found else "" for name, found in chosen.items()}


def kept(user):
    return words_of(describe_preferences(Preferences.objects.get(user=user)))


def told(response):
    """What the API answers, but for notices: whether there can be any depends on the installation."""
    return words_of(response.json())


def words_of(described):
    """Without what was agreed to about speech, which has tests of its own."""
    assert isinstance(described.pop("dictation_consent"), str)
    assert isinstance(described.pop("voice_consent"), str)
    assert isinstance(described.pop("email_notices"), bool)
    return described


def said_about(response):
    """Field → what is said about it, by either side."""
    if response.headers["Content-Type"] == "application/json":
        return response.json()["fields"]
    fields = response.content.decode().split('<div class="field')[1:]
    faults = {
        re.search(r'name="(\w+)"', field)[1]: re.findall(r'class="fault"[^>]*>(.*?)</p>', field) for field in fields
    }
    return {name: [unescape(fault) for fault in found] for name, found in faults.items() if found}


def test_who_has_set_nothing_has_the_defaults_and_no_row(browser, api):
    assert (shown(browser), told(api.get(API))) == (DEFAULTS, DEFAULTS)
    assert Preferences.objects.count() == 0


def test_everything_can_be_set_and_is_shown_on_both_sides(save, user, browser, api):
    assert save(**OTHERS).status_code < 400
    assert (kept(user), shown(browser), told(api.get(API))) == (OTHERS, OTHERS, OTHERS)


@pytest.mark.parametrize("name", DEFAULTS)
def test_one_setting_leaves_the_others_alone(save, user, name):
    change_preferences(user.pk, OTHERS)
    value = {"track": "data_science", "target_role": "data_scientist"}.get(name, DEFAULTS[name])
    assert save(**{name: value}).status_code < 400
    assert kept(user) == {**OTHERS, name: value}


def test_everything_can_be_taken_back(save, user):
    change_preferences(user.pk, OTHERS)
    save(**DEFAULTS)
    assert kept(user) == DEFAULTS


# ------------------------------------------------------------------ who may hear what is dictated


def agreed(user):
    return Preferences.objects.get(user=user).dictation_consent


def test_who_may_hear_is_agreed_to_and_taken_back_by_dictating_no_more(user, save, patch):
    assert patch(dictation="on", dictation_consent="browser").json()["dictation_consent"] == "browser"
    save(dictation="on", theme="dark")
    assert agreed(user) == "browser"
    save(dictation="off")
    assert agreed(user) == ""
    save(dictation="on")
    assert agreed(user) == ""


def test_only_who_would_hear_can_be_agreed_to(user, patch, settings):
    assert list(said_about(patch(dictation="on", dictation_consent="speech.example"))) == ["dictation_consent"]
    settings.SPEECH_BASE_URL, settings.SPEECH_TRANSCRIPTION_MODEL = "https://speech.example/v1", "listener"
    assert patch(dictation="on", dictation_consent="speech.example").status_code == 200


@pytest.mark.parametrize("changes", [{}, {"dictation": "off"}])
def test_nothing_can_be_agreed_to_while_nothing_is_dictated(user, patch, changes):
    refused = patch(dictation_consent="browser", **changes)
    assert (refused.status_code, said_about(refused)) == (422, {"dictation_consent": ["Switch dictation on as well."]})


# ------------------------------------------------------------------ who may be sent the interviewer's words


@pytest.fixture
def spoken(settings):
    """An installation with a server that speaks."""
    settings.SPEECH_BASE_URL, settings.SPEECH_SYNTHESIS_MODEL = "https://speech.example/v1", "voice"


TO_THE_SERVER = {"voice": "server", "voice_consent": "speech.example"}


def spoken_by(user):
    return Preferences.objects.values_list("voice", "voice_consent").get(user=user)


def test_who_may_be_sent_the_words_is_agreed_to_and_taken_back_by_another_choice(spoken, user, save):
    assert save(**TO_THE_SERVER).status_code < 400
    assert spoken_by(user) == ("server", "speech.example")
    save(theme="dark", **TO_THE_SERVER)
    assert spoken_by(user) == ("server", "speech.example")
    for other in ("browser", "off"):
        save(**TO_THE_SERVER)
        save(voice=other)
        assert spoken_by(user) == (other, "")


def test_the_page_names_the_host_and_says_what_it_is_sent(spoken, browser, settings):
    html = unescape(browser.get(PAGE).content.decode())
    assert '<option value="server">Spoken by speech.example</option>' in html
    assert (
        "this site sends it what the interviewer says, in which your name and words of your answers may be quoted."
        in html
    )
    assert '<input type="hidden" name="voice_consent" value="speech.example">' in html
    settings.SPEECH_BASE_URL = "http://127.0.0.1:9/v1"
    assert "Spoken by a program on this site's machine</option>" in unescape(browser.get(PAGE).content.decode())
    settings.SPEECH_SYNTHESIS_MODEL = ""
    assert "Spoken by" not in browser.get(PAGE).content.decode()


def test_the_server_speaks_for_nobody_who_did_not_say_to_whom_the_words_may_go(spoken, user, save):
    refused = save(voice="server", voice_consent="")
    assert (refused.status_code, len(said_about(refused))) == (422, 1)
    assert not Preferences.objects.filter(user=user).exists()


def test_what_a_page_of_long_ago_named_is_not_agreed_to(spoken, user, save_on_page, patch):
    refused = save_on_page(voice="server", voice_consent="old.example")
    told = ["The interviewer's words would go to speech.example. Agree to that, or choose another voice."]
    assert (refused.status_code, said_about(refused)) == (422, {"voice": told})
    assert 'name="voice_consent" value="speech.example"' in refused.content.decode()
    assert said_about(patch(voice="server", voice_consent="old.example")) == {"voice_consent": told}
    assert not Preferences.objects.filter(user=user).exists()


def test_where_another_host_speaks_than_was_agreed_to_the_browser_reads_and_saving_agrees_to_nothing(
    spoken, user, browser, save_on_page, patch, settings
):
    patch(**TO_THE_SERVER)
    settings.SPEECH_BASE_URL = "https://new.example/v1"
    assert shown(browser)["voice"] == "browser"
    save_on_page(theme="dark")
    assert spoken_by(user) == ("browser", "")


def test_no_consent_stands_beside_another_voice(spoken, user, patch):
    refused = patch(voice_consent="speech.example")
    assert said_about(refused) == {"voice_consent": ["Choose that the server speaks as well."]}


def test_without_a_server_that_speaks_none_can_be_chosen(user, save):
    refused = save(**TO_THE_SERVER)
    assert (refused.status_code, "voice" in said_about(refused)) == (422, True)


@pytest.mark.parametrize("name", [name for name in DEFAULTS if name != "target_role"])
@pytest.mark.parametrize("value", ["clippy", "x" * 199])
def test_an_unknown_word_is_refused_by_name_and_changes_nothing(save, user, name, value):
    refused = save(**{"theme": "light", name: value})
    assert (refused.status_code, list(said_about(refused))) == (422, [name])
    assert Preferences.objects.count() == 0


ROLES = "Backend engineer, Frontend engineer, Full-stack engineer, Mobile engineer"
MISFITS = {
    "a role without a track": ({"target_role": "data_analyst"}, "Choose the track that this role belongs to as well."),
    "another track's role": (
        {"track": "swe_engineer", "target_role": "data_analyst"},
        f"This role belongs to another track. Software engineer has: {ROLES}.",
    ),
}


@pytest.mark.parametrize(("changes", "said"), MISFITS.values(), ids=MISFITS)
def test_a_role_has_to_be_one_of_the_tracks(save, changes, said):
    refused = save(**changes)
    assert (refused.status_code, said_about(refused)) == (422, {"target_role": [said]})
    assert Preferences.objects.count() == 0


def test_a_new_track_does_not_quietly_drop_the_role_of_the_old_one(save, user):
    change_preferences(user.pk, OTHERS)
    assert list(said_about(save(track="swe_engineer"))) == ["target_role"]
    assert list(said_about(save(track=""))) == ["target_role"]
    assert kept(user) == OTHERS


def test_what_the_catalogue_has_no_more_stands_in_nobodys_way(user, browser, api, patch):
    """An interviewer, a track or a style may be withdrawn after somebody chose it."""
    change_preferences(user.pk, OTHERS)
    gone = {"track": "alchemy", "target_role": "alchemist", "company_style": "guild", "interviewer": "flamel"}
    Preferences.objects.update(**gone)
    assert told(patch(theme="light")) == {**OTHERS, **gone, "theme": "light"}
    assert shown(browser) == {**OTHERS, **dict.fromkeys(gone, ""), "theme": "light"}
    assert list(said_about(patch(target_role="data_analyst"))) == ["target_role"]
    assert browser.post(PAGE, shown(browser)).status_code == 302
    assert told(api.get(API)) == {**OTHERS, **dict.fromkeys(gone, ""), "theme": "light"}


@pytest.mark.parametrize(
    "body", [{"user_id": 1}, {"colour": "red"}, {"theme": None}, {"theme": ""}, {"theme": ["dark"]}, []]
)
def test_a_malformed_change_is_refused(api, body):
    assert api.patch(API, body, format="json").status_code == 422
    assert Preferences.objects.count() == 0


def test_nobody_sees_or_changes_anybody_elses(save, user, browser, api):
    other = make_user()
    change_preferences(other.pk, OTHERS)
    assert (shown(browser), told(api.get(API))) == (DEFAULTS, DEFAULTS)
    save(theme="light")
    assert (kept(other), kept(user)) == (OTHERS, {**DEFAULTS, "theme": "light"})


def test_changes_at_the_same_moment_are_all_kept(user):
    """Each from a window of its own, and none of them has seen the others'."""
    changes = [{name: value} for name, value in OTHERS.items() if name not in ("track", "target_role")]
    barrier = threading.Barrier(len(changes), timeout=20)

    def change(each):
        try:
            barrier.wait()
            change_preferences(user.pk, each)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(changes)) as threads:
        list(threads.map(change, changes))
    assert kept(user) == {**OTHERS, "track": "", "target_role": ""}


IMPOSSIBLE = {
    "preferences_role_of_a_track": {"target_role": "data_analyst"},
    "preferences_difficulty_known": {"difficulty": "brutal"},
    "preferences_theme_known": {"theme": "sepia"},
    "preferences_contrast_known": {"contrast": "less"},
    "preferences_text_size_known": {"text_size": ""},
    "preferences_reduce_motion_known": {"reduce_motion": "never"},
    "preferences_voice_known": {"voice": "opera"},
    "preferences_dictation_known": {"dictation": "?"},
    "preferences_voice_consent_exactly_while_spoken": {"voice_consent": "speech.example"},
    "preferences_consent_while_dictating": {"dictation_consent": "browser"},
}


@pytest.mark.parametrize(("constraint", "columns"), IMPOSSIBLE.items(), ids=IMPOSSIBLE)
def test_the_database_refuses_what_the_service_would(user, constraint, columns):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Preferences.objects.create(user=user, **columns)


# ------------------------------------------------------------------ how pages look

LOOK = re.compile(
    r'<html lang="en-GB" data-theme="(\w+)" data-text-size="(\w+)" data-motion="(\w+)" data-contrast="(\w+)"'
)
CONTRAST = re.compile(r'css/contrast[.\w]*\.css" media="([^"]+)">')
SCHEME = re.compile(r'<meta name="color-scheme" content="([\w ]+)">')


def look_of(client, path):
    html = client.get(path).content.decode()
    return (*LOOK.search(html).groups(), CONTRAST.search(html)[1], SCHEME.search(html)[1])


PLACES = ["/", PAGE, "/account/", "/interviews/", "/interviews/new/", "/nowhere/"]


@pytest.mark.parametrize("path", PLACES)
def test_every_page_comes_as_its_reader_likes_it(user, browser, path):
    assert look_of(browser, path) == ("system", "normal", "system", "system", "(prefers-contrast: more)", "light dark")
    change_preferences(user.pk, OTHERS)
    assert look_of(browser, path) == ("dark", "larger", "reduced", "more", "all", "dark")
    change_preferences(user.pk, {"theme": "light"})
    assert look_of(browser, path) == ("light", "larger", "reduced", "more", "all", "light")


@pytest.mark.parametrize("path", ["/", "/log-in/", "/nowhere/"])
def test_a_visitor_sees_pages_as_the_system_has_them(user, path):
    change_preferences(user.pk, OTHERS)
    assert look_of(Client(), path) == ("system", "normal", "system", "system", "(prefers-contrast: more)", "light dark")


@pytest.mark.parametrize("changes", [{}, OTHERS], ids=["no row", "a row"])
def test_a_page_asks_for_them_once(user, browser, changes):
    """The planner wants them for itself and for its look."""
    if changes:
        change_preferences(user.pk, changes)
    with CaptureQueriesContext(connection) as queries:
        browser.get("/interviews/new/")
    assert sum("accounts_preferences" in query["sql"] for query in queries) == 1
