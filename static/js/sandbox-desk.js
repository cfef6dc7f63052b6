// What Python finds in the sandbox beside its interpreter (Brython): its surroundings, written in Python.

// The interpreter wants an address to think of as its own; it never asks for anything there, and could not.
const BEFORE_PYTHON = 'self.__BRYTHON__ = { brython_path: "https://interpreter.invalid/" };';

// What the code prints, what it asks, and how its function is called. `page` is the worker (sandbox-python.js).
const DESK = `
import builtins, sys
from browser import self as page
class Page:
    def __init__(self, kind): self.kind = kind
    def write(self, text): page.write(self.kind, str(text))
    def flush(self): pass
def refuse(prompt=""):
    raise RuntimeError("input() has nobody to ask here: call your function with values instead")
sys.stdout, sys.stderr, builtins.input = Page("log"), Page("error"), refuse
def tell(value):
    if value is not None: page.tell(repr(value))
def spell(value):
    if value is None or isinstance(value, bool): return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)): return repr(value)
    if isinstance(value, str): return page.quote(value)
    if not isinstance(value, dict): return "[" + ", ".join(spell(part) for part in value) + "]"
    return "{" + ", ".join(page.quote(str(key)) + ": " + spell(part) for key, part in value.items()) + "}"
def find(module, name):
    page.found(callable(getattr(module, name, None)))
def find_line(error):
    step, line = error.__traceback__, ""
    while step:
        if step.tb_frame.f_code.co_filename.endswith("#answer"): line = f" (line {step.tb_lineno})"
        step = step.tb_next
    return line
def call(function, arguments):
    try: page.got(spell(function(*arguments)))
    except BaseException as error: page.failed(type(error).__name__ + ": " + str(error) + find_line(error))
`;
