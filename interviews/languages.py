"""The languages that code is written in: how the editor calls each, and by how much it indents. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """``name`` is what is stored and shown; ``mode`` is Ace's name for it, empty where it has none."""

    name: str
    mode: str = ""
    indentation: str = "    "

    @property
    def script(self) -> str:
        """The static file that brings the mode; empty where there is none."""
        return f"django_ace/ace/mode-{self.mode}.js" if self.mode else ""


LANGUAGES = (
    Language("python", "python"),
    Language("javascript", "javascript", "  "),
    Language("typescript", "typescript", "  "),
    Language("java", "java"),
    Language("c++", "c_cpp"),
    Language("go", "golang", "\t"),
    Language("rust", "rust"),
    Language("sql", "sql", "  "),
    Language("bash", "sh", "  "),
    Language("other"),
)
