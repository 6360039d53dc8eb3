"""From text to a syntax tree, and back."""

from itip.language.parser import VERDICTS, parse, parse_definition, parse_expression
from itip.language.printer import show

__all__ = ["VERDICTS", "parse", "parse_definition", "parse_expression", "show"]
