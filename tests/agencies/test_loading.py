from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from serviceoffice import __version__
from serviceoffice.api import ENTRY_POINT_GROUP, Service, Step, Text
from serviceoffice.core.offices.office import Enabled

HERE = Path(__file__).parent


def test_an_agency_that_is_enabled_and_right_is_active(site, office):
    site.install("dummy", version="2.3")
    dummy = site.load(office("dummy")).agencies["dummy"]
    assert (dummy.state, dummy.version, dummy.why) == ("active", "2.3", None)
    assert dummy.name == "The Dummy Agency"
    assert [service.code for service in dummy.services] == ["DU1", "DU2"]
    assert [(event.id, event.services) for event in dummy.life_events] == [("move", ("DU2", "DU1"))]


def test_an_agency_that_no_office_enables_is_disabled_and_never_imported(site, office):
    site.install("broken_import")
    agencies = site.load(office())
    assert agencies.agencies["broken_import"].state == "disabled"
    assert "broken_import" not in sys.modules
    assert [agency.slug for agency in agencies.installed()] == ["broken_import"]


def test_an_enabled_agency_without_a_package_is_missing(site, office):
    agencies = site.load(office("nobody"))
    assert agencies.agencies["nobody"].state == "missing"
    assert agencies.installed() == ()


def test_agencies_stand_in_the_order_of_the_configuration_not_of_installation(site, office):
    site.install("dummy")
    site.install("broken_import")
    agencies = site.load(office("zeta", "dummy"), office("alfa", "dummy", id="other"))
    assert list(agencies.agencies) == ["zeta", "dummy", "alfa", "broken_import"]


@pytest.mark.parametrize(
    ("requirement", "state"),
    [
        ("serviceoffice>=0.1", "active"),
        (f"Serviceoffice=={__version__}", "active"),
        ("flask>=99", "active"),
        ('serviceoffice>=99; python_version < "3"', "active"),
        ("serviceoffice>=99", "incompatible"),
        ("serviceoffice<0.1", "incompatible"),
        ("serviceoffice as you like it", "incompatible"),
    ],
)
def test_the_bounds_on_our_version_decide_before_anything_is_imported(
    site, office, requirement, state
):
    site.install("dummy", requires=[requirement])
    dummy = site.load(office("dummy")).agencies["dummy"]
    assert dummy.state == state
    assert ("dummy" in sys.modules) is (state == "active")
    if state == "incompatible":
        assert str(dummy.why) == f"Its package needs {requirement}; this is version {__version__}."


@pytest.mark.parametrize(
    ("slug", "why"),
    [
        (
            "broken_import",
            r"imported: .*broken_import/__init__\.py:5: ModuleNotFoundError: .*nobody",
        ),
        ("broken_exit", r"imported: .*broken_exit/__init__\.py:5: SystemExit: no licence"),
        ("broken_misspelt", r"do not fit the contract: .*unknown hook 'serviceoffice_agnecy'"),
        (
            "broken_raising",
            r"serviceoffice_agency failed: .*/__init__\.py:14: RuntimeError: the reg",
        ),
        ("broken_toml", r"a mistake: .*BT1\.toml:2: is not TOML"),
        (
            "broken_level",
            r"a mistake: .*BL1\.toml:9: steps\.0\.level: expected a ROSA level.*found 9",
        ),
        ("broken_reach", r"a mistake: .*BR1\.toml:\d+: steps\.1\.id: “second” is not reached"),
        ("broken_code", r"The service DU1 is declared by both dummy and broken_code\."),
    ],
)
def test_a_broken_agency_is_quarantined_and_says_why_while_the_others_serve(
    site, office, slug, why
):
    site.install("dummy")
    site.install(slug, version="0.9")
    here = office("dummy", slug)
    agencies = site.load(here)
    broken = agencies.agencies[slug]
    assert (broken.state, broken.version, broken.services) == ("quarantined", "0.9", ())
    assert re.search(why, str(broken.why)), str(broken.why)
    assert agencies.agencies["dummy"].state == "active"
    assert list(agencies.catalogue_for(here).services) == ["DU1", "DU2", "guide"]


def test_a_broken_agency_listed_first_takes_nothing_from_those_after_it(site, office):
    slugs = ("broken_misspelt", "broken_raising", "broken_exit", "dummy")
    for slug in slugs:
        site.install(slug)
    agencies = site.load(office(*slugs))
    assert [agency.state for agency in agencies.agencies.values()] == [
        "quarantined", "quarantined", "quarantined", "active",
    ]  # fmt: skip


def test_two_packages_of_one_agency_are_both_refused_by_name(site, office):
    site.install("dummy")
    site.install("dummy", distribution="another-dummy", version="7")
    dummy = site.load(office("dummy")).agencies["dummy"]
    assert dummy.state == "quarantined"
    assert "serviceoffice-dummy 1.0" in str(dummy.why)
    assert "another-dummy 7" in str(dummy.why)


def test_a_package_seen_twice_is_one_package(site, office):
    site.install("dummy")
    site.install("dummy", distribution="Serviceoffice_Dummy", version="1.1")
    assert site.load(office("dummy")).agencies["dummy"].state == "active"


def test_the_agency_listed_later_loses_a_code_that_both_declare(site, office):
    site.install("dummy")
    site.install("broken_code")
    here = office("broken_code", "dummy")
    agencies = site.load(here)
    assert agencies.agencies["broken_code"].state == "active"
    assert agencies.agencies["dummy"].state == "quarantined"
    assert list(agencies.catalogue_for(here).services) == ["DU1", "guide"]


def test_no_agency_may_call_itself_office(site, office):
    site.install("office", "dummy")
    agency = site.load(office("office")).agencies["office"]
    assert agency.state == "quarantined"
    assert "the office's own name" in str(agency.why)


HEADER = """
from pathlib import Path
from serviceoffice.api import Agency, hookimpl
HERE = Path(__file__).parent
"""


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("", "does not implement serviceoffice_agency"),
        ("def serviceoffice_agency(): pass", "is @hookimpl above it?"),
        ("@hookimpl\ndef serviceoffice_agency(): return 'odd'", "returned str; expected"),
        ("@hookimpl\ndef serviceoffice_agency(office): pass", "do not fit the contract: .*office"),
        ("@hookimpl(tryfirst=True)\ndef serviceoffice_agency(): pass", "is marked tryfirst"),
        ("@hookimpl(specname='serviceoffice_agency')\ndef mine(): pass", "is marked specname"),
        ("@hookimpl(optionalhook=True)\ndef serviceoffice_agnecy(): pass", "marked optionalhook"),
        ("import sys\n@hookimpl\ndef serviceoffice_agency(): sys.exit(3)", "SystemExit: 3"),
        ("def f(:", r"odd\.py:5: SyntaxError"),
        ("class Bad(Exception):\n    def __str__(self): 1/0\nraise Bad", "Bad"),
    ],
)
def test_a_package_outside_the_contract_is_told_what_the_contract_is(site, office, source, why):
    site.write("odd", HEADER + source)
    site.install("odd", home=site.folder)
    odd = site.load(office("odd")).agencies["odd"]
    assert odd.state == "quarantined"
    assert re.search(why, str(odd.why)), str(odd.why)


@pytest.mark.parametrize(
    ("declaration", "why"),
    [
        ("Agency('even', 'Odd', 'O', HERE, ('odd',))", "slug is 'even', expected 'odd'"),
        ("Agency('odd', ' ', 'O', HERE, ('odd',))", "name is ' '"),
        ("Agency('odd', None, 'O', HERE, ('odd',))", "AttributeError"),
        ("Agency('odd', 'Odd', 'odd', HERE, ('odd',))", "letter is 'odd'"),
        ("Agency('odd', 'Odd', 'ODDLY', HERE, ('odd',))", "letter is 'ODDLY'"),
        ("Agency('odd', 'Odd', 'O', HERE, 'odd')", "domains are 'odd'"),
        ("Agency('odd', 'Odd', 'O', HERE, ())", "domains are"),
        ("Agency('odd', 'Odd', 'O', HERE, ('Not a word',))", "domains are"),
        ("Agency('odd', 'Odd', 'O', None, ('odd',))", "folder is 'None'"),
        ("Agency('odd', 'Odd', 'O', HERE / 'nowhere', ('odd',))", "nowhere"),
        ("Agency('odd', 'Odd', 'O', HERE, ('odd',))", "expected one <code>.toml per service"),
    ],
)
def test_a_declaration_that_does_not_fit_is_named_field_by_field(site, office, declaration, why):
    site.write("odd", f"{HEADER}@hookimpl\ndef serviceoffice_agency(): return {declaration}")
    site.install("odd", home=site.folder)
    odd = site.load(office("odd")).agencies["odd"]
    assert odd.state == "quarantined"
    assert why in str(odd.why)


def test_every_mistake_of_a_catalogue_is_kept_and_the_first_is_told(site, office, tmp_path):
    source = (HERE / "broken_level/__init__.py").read_text().replace("broken_level", "many")
    (tmp_path / "many/catalogue").mkdir(parents=True)
    (tmp_path / "many/__init__.py").write_text(source)
    bad = (HERE / "broken_level/catalogue/BL1.toml").read_text()
    (tmp_path / "many/catalogue/BL1.toml").write_text(bad)
    (tmp_path / "many/catalogue/BL2.toml").write_text(bad.replace("minutes = 1", "minutes = 0"))
    site.install("many", home=tmp_path)
    many = site.load(office("many")).agencies["many"]
    assert [(Path(p.file).name, p.line, p.key) for p in many.problems] == [
        ("BL1.toml", 9, "steps.0.level"),
        ("BL2.toml", 9, "steps.0.level"),
        ("BL2.toml", 11, "steps.0.minutes"),
    ]
    assert str(many.why).startswith("Its catalogue has 3 mistakes, the first: ")


def test_unreadable_metadata_of_one_package_hides_no_other(site, office):
    site.install("odd", entry_points=f"[{ENTRY_POINT_GROUP}]\nodd\n")
    site.install("dummy")
    agencies = site.load(office("odd", "dummy"))
    assert agencies.agencies["odd"].state == "missing"
    assert agencies.agencies["dummy"].state == "active"


def test_ctrl_c_during_loading_still_ends_the_program(site, office):
    site.write("odd", "raise KeyboardInterrupt")
    site.install("odd", home=site.folder)
    with pytest.raises(KeyboardInterrupt):
        site.load(office("odd"))


def service(code: str, agency: str) -> Service:
    steps = (Step("answer", Text("Answer"), 1, "front", 1),)
    return Service(code, agency, Text(f"Service {code}"), steps)


def polisen(*codes: str, slug: str = "polisen") -> Enabled:
    services = tuple(service(code, slug) for code in codes)
    return Enabled(slug, data=True, name="Polisen", letter="P", services=services)


def test_an_agency_described_in_configuration_needs_no_package(site, office):
    here = office(polisen("PO1"))
    agencies = site.load(here)
    loaded = agencies.agencies["polisen"]
    assert (loaded.state, loaded.name, loaded.version) == ("data", "Polisen", "")
    catalogue = agencies.catalogue_for(here)
    assert list(catalogue.services) == ["PO1", "guide"]
    assert catalogue.agencies["polisen"].letter == "P"


def test_two_offices_may_describe_the_same_agency_differently(site, office):
    north, south = office(polisen("PO1", "PO2"), id="north"), office(polisen("PO2"), id="south")
    agencies = site.load(north, south)
    assert list(agencies.catalogue_for(north).services) == ["PO1", "PO2", "guide"]
    assert list(agencies.catalogue_for(south).services) == ["PO2", "guide"]


def test_a_described_agency_cannot_take_the_code_of_a_package_or_of_the_guide(site, office):
    site.install("dummy")
    here = office("dummy", polisen("DU1"), polisen("guide", slug="tullen"))
    agencies = site.load(here)
    assert agencies.agencies["polisen"].state == "quarantined"
    assert "both dummy and polisen" in str(agencies.agencies["polisen"].why)
    assert "both office and tullen" in str(agencies.agencies["tullen"].why)
    assert list(agencies.catalogue_for(here).services) == ["DU1", "DU2", "guide"]


def test_an_office_may_describe_an_agency_that_another_takes_from_its_package(site, office):
    site.install("dummy")
    packaged, own = office("dummy", id="packaged"), office(polisen("DU1", slug="dummy"), id="own")
    agencies = site.load(own, packaged)
    assert agencies.agencies["dummy"].state == "active"
    assert list(agencies.catalogue_for(packaged).services) == ["DU1", "DU2", "guide"]
    assert list(agencies.catalogue_for(own).services) == ["DU1", "guide"]
    assert str(agencies.catalogue_for(own).services["DU1"].title) == "Service DU1"


def test_a_description_serves_while_the_package_of_the_same_agency_is_broken(site, office):
    site.install("broken_raising")
    packaged = office("broken_raising", id="packaged")
    own = office(polisen("BR1", slug="broken_raising"), id="own")
    agencies = site.load(packaged, own)
    assert agencies.agencies["broken_raising"].state == "quarantined"
    assert list(agencies.catalogue_for(packaged).services) == ["guide"]
    assert list(agencies.catalogue_for(own).services) == ["BR1", "guide"]


def test_a_catalogue_that_makes_our_own_reader_fail_is_fenced_too(site, office, tmp_path):
    source = (HERE / "broken_level/__init__.py").read_text().replace("broken_level", "deep")
    (tmp_path / "deep/catalogue").mkdir(parents=True)
    (tmp_path / "deep/__init__.py").write_text(source)
    (tmp_path / "deep/catalogue/BL1.toml").write_text("code = " + "[" * 20_000)
    site.install("deep", home=tmp_path)
    deep = site.load(office("deep")).agencies["deep"]
    assert deep.state == "quarantined"
    assert "Its catalogue cannot be read: " in str(deep.why)
    assert "RecursionError" in str(deep.why)
