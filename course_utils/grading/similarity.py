"""Which two texts share their phrases: word by word for prose, token by token after renaming for code.

Sets of k-grams compared pair by pair, as in Schleimer, Wilkerson, Aiken 2003 (MOSS), without the winnowing that larger
collections need. What many share is left out, for it is the task's own wording, or the only short way to write it.
"""

import io
import keyword
import re
import tokenize
from collections import Counter
from itertools import combinations, islice

from course_utils.grading.results import Graded

WORDS_IN_A_PHRASE, TOKENS_IN_A_PHRASE = 4, 12
FEWEST_PHRASES, LEAST_SHARE, MOST_PAIRS = 10, 0.5, 20
LONGEST_SOURCE = 50_000
MOST_WORDS, MOST_TOKENS = 5000, 2000  # of an essay, and of an answer: no honest one is longer
QUOTES = ("'", '"')
IGNORED = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER}


def similar(texts: dict[str, list[str]], length: int) -> list[tuple[float, str, str]]:
    """(share, one, other) of the pairs that share most of their phrases of `length` words, the most alike first.

    The share is that of the shorter text's phrases, so that a copied part of a longer text is seen as well.
    """
    phrases = {
        name: {tuple(words[i : i + length]) for i in range(len(words) - length + 1)} for name, words in texts.items()
    }
    owners = Counter(phrase for found in phrases.values() for phrase in found)
    common = max(3, len(texts) // 3)
    own = {name: {phrase for phrase in found if owners[phrase] < common} for name, found in phrases.items()}
    pairs = []
    for one, other in combinations(sorted(name for name in own if len(own[name]) >= FEWEST_PHRASES), 2):
        share = len(own[one] & own[other]) / min(len(own[one]), len(own[other]))
        pairs += [(share, one, other)] if share >= LEAST_SHARE else []
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1:]))[:MOST_PAIRS]


def similar_prose(texts: dict[str, str]) -> list[tuple[float, str, str]]:
    """Pairs of essays on one task that share most of their phrases."""
    words = {
        name: [found[0].lower() for found in islice(re.finditer(r"\w+", text), MOST_WORDS)]
        for name, text in texts.items()
    }
    return similar(words, WORDS_IN_A_PHRASE)


def similar_code(graded: list[Graded]) -> list[tuple[float, str, str]]:
    """Pairs of learners whose code, all of a learner's answers together, shares most of its phrases."""
    tokens = {
        one.learner: [token for result in one.results if result.properties for token in renamed(result.source)]
        for one in graded
    }
    return similar(tokens, TOKENS_IN_A_PHRASE)


def renamed(source: str) -> list[str]:
    """The tokens of code, with one word for every name, number and text; comments and doc strings left out."""
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source[:LONGEST_SOURCE]).readline):
            if token.type == tokenize.ERRORTOKEN and token.string[:1] in QUOTES:
                break  # Python 3.11 would look for its end again at every character that follows
            if token.type == tokenize.STRING and (not found or found[-1] in ("\n", "<", ">")):
                continue
            if token.type not in IGNORED:
                found.append(word(token))
            if len(found) >= MOST_TOKENS:
                break
    except (tokenize.TokenError, SyntaxError, ValueError):
        pass
    return found


def word(token: tokenize.TokenInfo) -> str:
    """What a token counts as."""
    kinds = {
        tokenize.NUMBER: "0",
        tokenize.STRING: "''",
        tokenize.NEWLINE: "\n",
        tokenize.INDENT: "<",
        tokenize.DEDENT: ">",
    }
    if token.type == tokenize.NAME:
        return token.string if keyword.iskeyword(token.string) else "name"
    return kinds.get(token.type, token.string)
