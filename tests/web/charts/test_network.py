from itertools import combinations

from tests.web.charts.reading import HOSTILE, assert_safe, of_class, read, rows, texts

from backlit.web.charts import Node, legend, network

NODES = [
    Node("shop.test", 500, 500, 20.1, 100, 0.1, 0, "/overview?target=shop.test"),
    Node("news.example", 100.26, 100, 90, 85, 0.0, 1, "/overview?target=news.example", "/backlinks?from=news"),
    Node("odd.example", 900, 900, None, None, None, 2),
    Node("low.example", 900, 100, 3, 19.9, 0.97, 2),
]


def test_circles_stand_where_they_were_laid_and_are_coloured_by_trust() -> None:
    tree = read(network(NODES, [], label="Around shop.test"))
    circles = {int(one.get("data-row", "")): one for one in tree.iter("circle")}
    assert (circles[1].get("cx"), circles[1].get("cy")) == ("100.3", "100")
    assert [circles[n].get("class", "").split()[0] for n in range(4)] == ["n-0", "n-0", "n-5", "n-4"]
    assert circles[0].get("class") == "n-0 n-target"
    assert float(circles[1].get("r", "")) > float(circles[3].get("r", "")) > float(circles[2].get("r", ""))


def test_arcs_are_one_path_a_band_of_trust() -> None:
    tree = read(network(NODES, [(1, 0), (0, 3), (2, 1)], label="Around shop.test"))
    (group,) = of_class(tree, "n-arcs")
    assert {one.get("class"): one.get("d") for one in group} == {
        "n-0": "M100 100L500 500M500 500L900 100",
        "n-5": "M900 900L100 100",
    }


def test_names_do_not_cover_each_other_and_stay_inside() -> None:
    crowd = [Node(f"domain-number-{n}.example", 400 + n, 500 + n % 7 * 9, n / 2) for n in range(200)]
    tree = read(network(crowd, [], label="A crowd"))
    for group in of_class(tree, "n-names"):
        size = float(group.get("font-size", ""))
        boxes = []
        for one in group:
            half = len(texts(one)) * size * 0.58 / 2
            x, y = float(one.get("x", "")), float(one.get("y", ""))
            assert half - 0.1 <= x <= 1000 - half + 0.1
            boxes.append((x - half, y - size, x + half, y))
        assert boxes
        for a, b in combinations(boxes, 2):
            assert a[0] >= b[2] - 0.2 or b[0] >= a[2] - 0.2 or a[1] >= b[3] - 0.2 or b[1] >= a[3] - 0.2


def test_the_table_behind_has_a_row_a_domain_and_says_what_is_not_known() -> None:
    tree = read(network(NODES, [], label="Around shop.test"))
    assert rows(tree)[1:3] == [
        ["news.example", "90.0", "85.0", "0.00", "1", "yes"],
        ["odd.example", "not known", "not known", "not known", "2", "no"],
    ]
    assert "/overview?target=news.example" in [one.get("href") for one in tree.iter("a")]


def test_two_thousand_domains_stay_light() -> None:
    many = [
        Node(f"number-{n}.example", n % 50 * 20, n // 50 * 25, n % 100, n % 100, 0.5, 2, f"/o?t={n}")
        for n in range(2000)
    ]
    arcs = [(n, n * 7 % 2000) for n in range(2000)] * 5
    made = network(many, arcs, label="Many")
    drawing = made[made.index("<svg") : made.index("</svg>")]
    assert len(drawing) < 300_000
    assert drawing.count("M") < 8_200  # the arcs beyond are left out
    assert len(rows(read(made))) == 2000


def test_all_is_safe() -> None:
    assert_safe(network([Node(HOSTILE, 1, 1)], [], label="Around"))
    assert len(read(legend())) == 6
    assert texts(read(network([], [], label="Around x"))) == "Around x: no domain is known."
