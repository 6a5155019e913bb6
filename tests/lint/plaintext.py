"""Text is text: what a customer calls itself is read as markup nowhere. Exceptions: the two files that escape what they show."""
import re

import tree

ESCAPES = ("views/widgets/textlabel.cpp", "views/widgets/tablecopy.cpp")  # each calls toHtmlEscaped() on what it is given
MARKUP = [
    (re.compile(r"\bsetTextFormat\s*\(\s*(?!Qt::PlainText\b)|\bQt::(?:RichText|MarkdownText)\b"), "a text that is read as markup"),
    (re.compile(r"\b(?:setHtml|insertHtml|setMarkdown|appendHtml|fromHtml)\s*\("), "a text that is read as markup"),
    (re.compile(r"\bQ(?:TextDocument|TextBrowser|TextEdit|StaticText)\b"), "a class that guesses whether a text is markup"),
    (re.compile(r"\bQToolTip::showText\s*\(|\bsetWhatsThis\s*\("), "a tip beside the style, which makes tips plain"),
    (re.compile(r"\bQMessageBox::(?:about|critical|information|question|warning)\s*\("), "a message before the style has made it plain"),
    (re.compile(r"\bnew QLabel\b|\bQLabel\s*\(|\bQLabel \w+[;({]"), "a QLabel, which guesses whether its text is markup (TextLabel does not)"),
    (re.compile(r"\bsetOpenExternalLinks\s*\(|\blinkActivated\b"), "links in a text"),
]
STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')


def problems_of(path):
    name, source = path.as_posix(), tree.text(path)
    if name in ESCAPES:
        if "toHtmlEscaped()" not in source:
            yield f"{name}: shows markup without escaping"
        return
    for number, line in enumerate(source.splitlines(), 1):
        bare = STRINGS.sub('""', line.split("//")[0])
        for pattern, what in MARKUP:
            if pattern.search(bare) and "#include" not in bare:
                yield f"{name}:{number}: {what}"


def main():
    paths = tree.files(".cpp", ".h", under=("views", "app/desktop", "models/items"))
    tree.finish("plaintext", [problem for path in paths for problem in problems_of(path)], len(paths))


if __name__ == "__main__":
    main()
