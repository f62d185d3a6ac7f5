/** The names that every program has, whatever it imports: there before any interpreter is. */

import type { Completion } from "@codemirror/autocomplete";

const KEYWORDS =
  "and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try type while with yield";
const CONSTANTS = "False None True __name__ __file__";
const FUNCTIONS =
  "abs aiter all anext any ascii bin breakpoint callable chr compile delattr dir divmod enumerate eval exec filter format getattr globals hasattr hash help hex id input isinstance issubclass iter len locals map max min next oct open ord pow print range repr reversed round setattr sorted sum vars zip";
const CLASSES =
  "BaseException BaseExceptionGroup Exception ExceptionGroup AssertionError AttributeError ConnectionError EOFError FileNotFoundError ImportError IndexError KeyError KeyboardInterrupt ModuleNotFoundError NameError NotImplementedError OSError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemExit TimeoutError TypeError ValueError ZeroDivisionError bool bytearray bytes classmethod complex dict float frozenset int list memoryview object property set slice staticmethod str super tuple";

const words = (text: string, type: string): Completion[] =>
  text.split(" ").map((label) => ({ label, type }));

export const PYTHON_WORDS: readonly Completion[] = [
  ...words(KEYWORDS, "keyword"),
  ...words(CONSTANTS, "constant"),
  ...words(FUNCTIONS, "function"),
  ...words(CLASSES, "class"),
];
