"""The picture: complete, accessible, without styles, and no text is cut."""

import re

import pytest
from lxml import etree

from app.engine.drawing import DrawingError, lay_out, to_png, to_svg
from app.engine.drawing.lettering import text_width
from app.engine.drawing.picture import read_picture

from .samples import ALL, application, five_lanes, straight
from .sketch import Sketch

pytestmark = pytest.mark.slow

SVG = "{http://www.w3.org/2000/svg}"
NAMES = [sample.__name__ for sample in ALL]


def parsed(bpmn: bytes, **options: object) -> etree._Element:
    return etree.fromstring(to_svg(bpmn, **options))


def group(svg: etree._Element, id_: str) -> etree._Element:
    return svg.find(f".//*[@id='{id_}']")


@pytest.mark.parametrize("sample", ALL, ids=NAMES)
def test_every_node_flow_and_lane_is_in_the_picture(sample, drawn):
    svg = parsed(drawn[sample.__name__])
    ids = {element.get("id") for element in svg.iter()}
    assert {f"node-{id_}" for id_ in sample().all_ids()} <= ids
    assert {f"flow-{id_}" for id_ in read_picture(drawn[sample.__name__]).flows} <= ids
    assert {f"lane-{id_}" for id_ in read_picture(drawn[sample.__name__]).lanes} <= ids


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_needs_neither_styles_nor_scripts_nor_the_network(name, drawn):
    svg = parsed(drawn[name], highlight={"fix", "review"}, done={"start"})
    assert {etree.QName(element).localname for element in svg.iter()} <= {
        *("svg", "title", "desc", "g", "rect", "circle", "path", "polygon", "text", "tspan")
    }
    for element in svg.iter():
        assert not {"style", "href"} & set(element.keys())
        assert not [key for key in element.keys() if key.startswith("on")]  # noqa: SIM118 - lxml elements iterate children


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_no_name_is_cut_or_leaves_its_task(name, language, drawn):
    picture, svg = read_picture(drawn[name]), parsed(drawn[name], language=language)
    for id_, box in picture.nodes.items():
        node = group(svg, f"node-{id_}")
        lines = node.findall(f"{SVG}text/{SVG}tspan")
        if box.w <= 60:
            assert lines == []
            continue
        size = float(node.find(SVG + "text").get("font-size"))
        said = node.find(SVG + "title").text.split(" | ")[0]
        assert "".join("".join(line.text.split()) for line in lines) == "".join(said.split())
        for line in lines:
            assert text_width(line.text, size) <= box.w
            assert box.y <= float(line.get("y")) - size * 0.9
            assert float(line.get("y")) + size * 0.2 <= box.y + box.h


def test_the_picture_says_what_it_is(drawn):
    svg = parsed(drawn["five_lanes"], highlight={"review"})
    assert svg.get("role") == "img"
    title, description = (group(svg, id_) for id_ in svg.get("aria-labelledby").split())
    assert title.text == "認定の申請と審査"
    assert "審査員" in description.text
    assert "現在: 実質審査" in description.text


def test_a_node_says_its_name_its_citation_and_its_state(drawn):
    svg = parsed(drawn["five_lanes"], highlight={"review"}, done={"apply"})
    assert group(svg, "node-review").find(SVG + "title").text == "実質審査 | 第4条第1項 | 現在"
    assert group(svg, "node-apply").find(SVG + "title").text == "申請書と開示項目の提出 | 第4条第1項 | 済"
    assert group(svg, "node-decide").find(SVG + "title").text == "認定の可否の決定 | 第4条第1項"


@pytest.mark.parametrize(("language", "word"), [("ja", "現在"), ("en", "now")])
def test_the_present_node_carries_an_outline_and_a_word(language, word, drawn):
    svg = parsed(drawn["application"], highlight={"complete", "visit", "start"}, language=language)
    assert [mark.findtext(f"{SVG}text/{SVG}tspan") for mark in svg.findall(f"{SVG}g[@class='mark']")] == [
        word
    ] * 3
    outlines = svg.findall(f"{SVG}g[@class='outline']/*")
    assert [float(outline.get("stroke-width")) for outline in outlines] == [4, 4, 4]
    assert group(svg, "node-visit").get("class") == "node callActivity current"


def test_a_finished_node_carries_a_tick_unless_it_is_present_again(drawn):
    svg = parsed(drawn["five_lanes"], highlight={"apply"}, done={"apply", "start"})
    assert group(svg, "node-start").get("class") == "node startEvent done"
    assert group(svg, "node-apply").get("class") == "node userTask current"


def test_the_english_picture_has_the_english_names(drawn):
    text = to_svg(drawn["application"], language="en")
    assert "Completeness check | 第4条第1項" in text
    assert "Opinion of" in text
    assert "審査項目の審査" not in text


def test_western_words_are_not_cut_in_two(drawn):
    node = group(parsed(drawn["application"], language="en"), "node-form_check")
    assert [line.text.strip() for line in node.iter(SVG + "tspan")] == ["Completeness", "check"]


def test_events_and_gateways_carry_their_signs(drawn):
    svg = parsed(drawn["five_lanes"])
    assert len(group(svg, "node-late").findall(SVG + "circle")) == 2
    assert all(c.get("stroke-dasharray") is None for c in group(svg, "node-late").findall(SVG + "circle"))
    assert all(c.get("stroke-dasharray") for c in group(svg, "node-remind").findall(SVG + "circle"))
    assert group(svg, "node-refused").find(f"{SVG}g/{SVG}circle") is not None
    assert group(svg, "node-complete").find(f"{SVG}g/{SVG}path") is not None
    assert group(svg, "flow-complete-review").find(SVG + "g") is not None
    assert group(svg, "flow-complete-fix").find(SVG + "g") is None


def test_names_with_markup_stay_names():
    sample = Sketch("odd", '<b>"名" & 他</b>', ("<担当>",))
    sample.node("startEvent", "start", "a < b & c", "<担当>")
    sample.node("userTask", "work", "<script>alert(1)</script>", "<担当>")
    sample.flow("start", "work", name="1 < 2")
    text = to_svg(lay_out(sample.xml()))
    assert "<script>" not in text
    assert etree.fromstring(text).find(SVG + "title").text == '<b>"名" & 他</b>'


def test_a_diagram_without_a_drawing_gives_an_empty_picture():
    svg = parsed(straight().xml())
    assert svg.find(SVG + "title").text == "届出の受付"
    assert group(svg, "node-start") is None


def test_the_picture_does_not_depend_on_the_order_of_sets(drawn):
    ids = application().all_ids()
    assert to_svg(drawn["application"], highlight=set(ids)) == to_svg(
        drawn["application"], highlight=set(reversed(ids))
    )


def test_without_a_browser_a_person_is_told_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DrawingError, match="apt install chromium"):
        to_png(to_svg(lay_out(straight().xml())), tmp_path / "picture.png")


@pytest.mark.browser
def test_a_png_is_as_large_as_the_picture(tmp_path, drawn):
    svg, target = to_svg(drawn["five_lanes"], done=set(five_lanes().all_ids())), tmp_path / "picture.png"
    to_png(svg, target)
    found = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    assert found is not None
    width, height = (int.from_bytes(target.read_bytes()[i : i + 4], "big") for i in (16, 20))
    assert (width, height) == tuple(round(float(v)) for v in found.groups())
