"""Make `song-wide.ttf` and `song-rare.ttf`: the characters that the other fonts of this folder lack.

    .venv/bin/python fonts/make.py NotoSerifCJK-Regular.ttc BabelStoneHan.ttf Unihan_IRGSources.txt.bz2

The three files come from Debian 12: fonts-noto-cjk 1:20220127, fonts-babelstone-han 15.0.5-2, unicode-data 15.0.0-1
(`apt-get download` and `dpkg -x`). The same files give the same bytes.
"""

import bz2
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

HERE = Path(__file__).parent
SIMPLIFIED = 2  # the face of the Noto collection with the forms of the mainland
ROUNDING = 1.2  # how far, in thousandths of the size, a quadratic curve may lie beside the cubic one
CHANGED = 3_850_000_000  # head.modified: a fixed day in 2026, so that the bytes stay the same
HAN = (
    (0x2E80, 0x2FDF),  # radicals: GBK had some as private characters
    (0x2FF0, 0x2FFB),  # how a character is composed
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFE10, 0xFE19),  # vertical punctuation, private characters in GBK
    (0x20000, 0x3FFFD),
)
# Characters beyond the first plane by where the mainland's proposals took them from: identity cards, names, places,
# newspapers, dictionaries in use. Left out are old dictionaries (GKX, GHZ, GHZR, G4K), bronzes (GZJW), Buddhist
# canons (GZFY) and old Zhuang writing (GZ): together 35,000, rarely borne by anybody.
IN_USE = {
    "GBK", "GCH", "GCY", "GCYY", "GDM", "GDZ", "GFC", "GFZ", "GGFZ", "GGH", "GHC", "GHF", "GIDC", "GJZ", "GKJ",
    "GLGYJ", "GOCD", "GPGLG", "GRM", "GU", "GWZ", "GXC", "GXH", "GXHZ", "GXM", "GZA", "GZH", "GZYS", "G3",
}  # fmt: skip
COUNTED = (
    "maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours", "maxTwilightPoints", "maxStorage",
    "maxFunctionDefs", "maxInstructionDefs", "maxStackElements", "maxSizeOfInstructions", "maxComponentElements",
    "maxComponentDepth",
)  # fmt: skip


def main(noto: str, babel: str, sources: str) -> None:
    there = covered(HERE / name for name in ("song.ttf",))
    wide = TTFont(noto, fontNumber=SIMPLIFIED)
    took = {code for code in wide.getBestCmap() if is_han(code)} - there
    keep(wide, took)
    quadratic(wide)
    save(wide, "Liangdi Song Wide", "Noto Serif CJK SC 2.001", HERE / "song-wide.ttf")

    rare = TTFont(babel)
    first_plane = {code for code in rare.getBestCmap() if is_han(code) and code < 0x20000}
    wanted = (first_plane | in_use(Path(sources))) & set(rare.getBestCmap())
    keep(rare, wanted - there - took)
    save(rare, "Liangdi Song Rare", "BabelStone Han 15.0.5", HERE / "song-rare.ttf")


def covered(paths: Iterable[Path]) -> set[int]:
    return {code for path in paths for code in TTFont(path, lazy=True).getBestCmap()}


def is_han(code: int) -> bool:
    return any(low <= code <= high for low, high in HAN)


def in_use(path: Path) -> set[int]:
    """The ideographs beyond the first plane whose mainland source is one of IN_USE."""
    rows = (line.split("\t") for line in bz2.decompress(path.read_bytes()).decode().splitlines())
    return {
        int(row[0][2:], 16)
        for row in rows
        if len(row) == 3 and row[1] == "kIRG_GSource" and len(row[0]) > 6 and row[2].split("-")[0] in IN_USE
    }


def keep(font: TTFont, codes: set[int]) -> None:
    """Only these characters, without hints, layout and vertical tables: papers are set in lines."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "gasp", "meta"]
    worker = subset.Subsetter(options)
    worker.populate(unicodes=codes)
    worker.subset(font)


def quadratic(font: TTFont) -> None:
    """Outlines as `glyf`: a subset of a CID-keyed CFF font shows its Chinese blank in some viewers."""
    names, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    table = newTable("glyf")
    table.glyphOrder, table.glyphs = names, {}
    for name in names:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, ROUNDING, reverse_direction=True))
        table.glyphs[name] = pen.glyph()
    font["glyf"], font["loca"] = table, newTable("loca")
    del font["CFF "]
    font["maxp"] = limits(len(names))
    font["post"].formatType = 3.0
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\000\001\000\000"
    for name in names:
        table[name].recalcBounds(table)
        advance, _bearing = font["hmtx"][name]
        font["hmtx"][name] = (advance, getattr(table[name], "xMin", 0))


def limits(count: int):
    """The table `maxp` of a font with `glyf` outlines; what is zero here is counted when it is written."""
    table = newTable("maxp")
    table.tableVersion, table.numGlyphs = 0x00010000, count
    for name in COUNTED:
        setattr(table, name, 0)
    table.maxZones = 1
    return table


def save(font: TTFont, family: str, source: str, path: Path) -> None:
    """Rename as the licence asks, say what was changed and when, and write."""
    texts = dict(names(family, source))
    licences = {13: font["name"].getDebugName(13), 0: font["name"].getDebugName(0)}
    font["name"].names = []
    for number, text in {**{n: t for n, t in licences.items() if t}, **texts}.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font.recalcTimestamp = False
    font["head"].modified = CHANGED
    font.save(path, reorderTables=True)
    print(f"{path.name}: {len(font.getBestCmap())} characters, {path.stat().st_size} bytes")


def names(family: str, source: str) -> Iterator[tuple[int, str]]:
    yield 1, family
    yield 2, "Regular"
    yield 3, f"{family} 2026"
    yield 4, family
    yield 5, "Version 1.000"
    yield 6, family.replace(" ", "")
    yield (
        10,
        f"Changed in November 2026 from {source}: a subset without hints and layout tables, made by fonts/make.py.",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
