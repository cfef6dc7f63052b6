"""The languages that code is written in: how the editor calls each, and by how much it indents. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """``name`` is what is stored, ``title`` what is shown; ``mode`` is Ace's name for it, empty where it has none."""

    name: str
    title: str
    mode: str = ""
    indentation: str = "    "

    @property
    def script(self) -> str:
        """The static file that brings the mode; empty where there is none."""
        return f"django_ace/ace/mode-{self.mode}.js" if self.mode else ""


LANGUAGES = (
    Language("python", "Python", "python"),
    Language("javascript", "JavaScript", "javascript", "  "),
    Language("typescript", "TypeScript", "typescript", "  "),
    Language("java", "Java", "java"),
    Language("c++", "C++", "c_cpp"),
    Language("go", "Go", "golang", "\t"),
    Language("rust", "Rust", "rust"),
    Language("sql", "SQL", "sql", "  "),
    Language("bash", "Bash", "sh", "  "),
    Language("other", "Another"),
)
