"""Settings come from the environment, and a wrong one is refused by its name."""

import ast
from pathlib import Path
from typing import Any

import pytest

from store.driver.connection import FREE_CONNECTION_MS, connected
from store.keys.master import KeyRefused
from store.process.setting_values import Driver, Mode, Uncosigned
from store.process.settings import Common, SealerSettings, Settings, SettingsRefused, variable
from tests.support.house import PACKAGES, ROOT

NUMBER_TOO_LONG = "1" * 5_000


FOREIGN = ("CASEBOOK_ISSUER", "CASEBOOK_ISSUER_AGENCIES", "CASEBOOK_JWKS_FILE")
TWO = {
    "CASEBOOK_ISSUER": "https://a.example https://b.example/x",
    "CASEBOOK_ISSUER_AGENCIES": "https://a.example=agency-a https://b.example/x=agency-b,agency-c",
}


@pytest.fixture
def good(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "master.key").write_text("07" * 32)
    (tmp_path / "jwks.json").write_text("{}")
    return {
        "CASEBOOK_MONGO_URI": "mongodb://api:x@127.0.0.1:27017/?authSource=admin",
        "CASEBOOK_REDIS_URL": "redis://127.0.0.1:6379/0",
        "CASEBOOK_MASTER_KEY_FILE": str(tmp_path / "master.key"),
        "CASEBOOK_ISSUER": "https://id.example",
        "CASEBOOK_ISSUER_AGENCIES": "https://id.example=agency-a,agency-b",
        "CASEBOOK_AUDIENCE": "https://casebook.example/graphql",
        "CASEBOOK_JWKS_FILE": str(tmp_path / "jwks.json"),
    }


SWITCHES = "DOCUMENTS_ONLY", "INTROSPECTION", "QUERY_PLANS", "WEBHOOK_LOOPBACK"
FILES = (
    *("AUTHORS", "AUTHOR_KEY", "DOCUMENTS", "JWKS", "LOG_KEY", "METRICS_TOKEN", "PROMISE_KEY"),
    *("SIGNING_LISTS", "SIGNING_ROOTS", "SMTP_CA", "SMTP_PASSWORD", "PEOPLE"),  # people: in production
)
WRONG: dict[str, tuple[str, ...]] = {
    "CASEBOOK_MONGO_URI": ("", "127.0.0.1", "http://a", "mongodb://", "mongodb://a b"),
    "CASEBOOK_MONGO_PREFIX": ("", "1a", "A", "a-b", "a" * 31, "a.b", "a$b", "a\n"),
    "CASEBOOK_MONGO_DRIVER": ("", "PyMongo", "mysql"),
    "CASEBOOK_REDIS_URL": ("", "127.0.0.1:6379", "http://a"),
    "CASEBOOK_MASTER_KEY_FILE": ("", "/nowhere/at/all", "."),
    "CASEBOOK_SIGN_IN_URL": (
        *("casebook.example/oauth", "http://casebook.example/oauth", "https://a.example/", "https://u@a/oauth"),
    ),
    "CASEBOOK_ISSUER_ALGORITHM": ("", "HS256", "none", "es256"),
    "CASEBOOK_ISSUER": (
        *("id.example", "https://a.example  https://b.example", "ftp://a", "https://a?b", "https://a#b", "https://"),
    ),
    "CASEBOOK_ISSUER_AGENCIES": (
        *("", "agency-a", "https://id.example", "https://other.example=agency-a"),
        *(f"https://id.example={agencies}" for agencies in ("", "health", "agency-a,", "agency-a,*")),
        *(f"https://id.example=agency-a https://{other}.example=agency-b" for other in ("id", "other")),
    ),
    "CASEBOOK_AUDIENCE": ("", "casebook", "https://a/ b"),
    "CASEBOOK_LOG_ORIGIN": ("", "a", "https://a.example", "A.example/log", "a b/log"),
    **{f"CASEBOOK_{name}": ("", "yes", "On", "1") for name in SWITCHES},
    **{f"CASEBOOK_{name}_FILE": ("/nowhere/at/all",) for name in FILES},
    "CASEBOOK_MODE": ("", "Production", "test"),
    "CASEBOOK_CLOCK_OFFSET": ("", "-1", "40000001", "1h"),
    "CASEBOOK_DOCUMENTS_FOLDER": ("/nowhere/manifests",),
    "CASEBOOK_CALLER_RATE": ("", "0", "1000001", "-1", "1/s"),
    "CASEBOOK_STALENESS_MS": ("", "901", "-1", "0.5"),
    "CASEBOOK_PROOF_BITS": ("", "31", "-1", "sixteen"),
    "CASEBOOK_RETENTION_DAYS": ("", "0", "366", "-1", "90d"),
    "CASEBOOK_ERASURES_FILE": (),  # made by the eraser; read, and refused by name, by the verifier
    "CASEBOOK_ERASER_POLL": ("", "0", "86401", "1m"),
    **{
        f"CASEBOOK_{desk}_{name}": wrong
        for desk in ("DESK", "INSPECT", "ADMINISTER", "SIGN")
        for name, wrong in {
            "ISSUER": ("https://other.example", "id.example", "https://id.example "),
            "SECRET_FILE": ("/nowhere/at/all", "."),
            "CLIENT": ("client desk", "https://client.example", "-client"),
        }.items()
    },
    **{f"CASEBOOK_{name}": ("a\nb",) for name in ("PROVINCE", "OFFICE", "OFFICE_ADDRESS")},
    "CASEBOOK_OFFICE_PHONE": ("a\nb", "số tổng đài"),
    "CASEBOOK_OFFICE_EMAIL": ("a", "a@b", "A <a@b.example>"),
    "CASEBOOK_SMTP_HOST": ("-a", "a b", "a\n", "mail.example:25"),
    "CASEBOOK_SMTP_PORT": ("", "0", "65536", "smtp"),
    "CASEBOOK_SCANNER": ("clamd", "unix:clamd", "127.0.0.1", "127.0.0.1:", "http://clamd:3310", "clamd:3310 x"),
    "CASEBOOK_SMTP_USER": ("a b", "a\n"),
    "CASEBOOK_MAIL_FROM": ("a", "a@b", "A <a@b.example>", "a@b.example\nBcc: c@d.example", "a@b.example"),
    "CASEBOOK_CLIENT_URL": ("case", "ftp://a/", "https://a/ b"),
    "CASEBOOK_TRACES_URL": ("collector:4318", "grpc://collector:4317", "http://a/ b"),
    "CASEBOOK_WORKER_POLL": ("", "9", "60001", "-100", "1e3", "١٠٠", "0x64", " 500", NUMBER_TOO_LONG),
}
CASES = [(name, value) for name, values in WRONG.items() for value in values]


def test_traces_need_their_packages(good: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    given = good | {"CASEBOOK_TRACES_URL": "http://127.0.0.1:4318/v1/traces"}
    assert Settings.from_env(given).traces_url
    monkeypatch.setattr("store.process.setting_values.find_spec", lambda name: None)
    with pytest.raises(SettingsRefused, match="packages of requirements"):
        Settings.from_env(given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("mongo_driver", Driver.MOTOR), ("mode", Mode.DEVELOPMENT), ("worker_poll", 10), ("retention_days", 365)),
        *(("mongo_prefix", "t0_1"), ("redis_url", "unix:///run/valkey.sock")),
        *(("mongo_uri", uri) for uri in ("mongodb+srv://a.example/", "mongodb+srv://api:a%40b@db.example/")),
        ("mongo_uri", "mongodb://api:a%2Fb@one:27017,two:27017/?replicaSet=rs0"),
    ],
)
def test_what_is_given_is_read(good: dict[str, str], name: str, value: Any) -> None:
    assert getattr(Settings.from_env({**good, variable(name): str(value)}), name) == value


@pytest.mark.parametrize("name", ["INSPECT", "ADMINISTER"])
def test_a_desk_signs_people_in_at_an_issuer_whose_tokens_are_taken(good: dict[str, str], name: str) -> None:
    desk = {**good, f"CASEBOOK_{name}_CLIENT": "client-desk"}
    with pytest.raises(SettingsRefused, match=f"CASEBOOK_{name}_ISSUER: is not set"):
        Settings.from_env(desk)
    own = {**desk, "CASEBOOK_SIGN_IN_URL": "https://casebook.example/oauth"}
    assert getattr(Settings.from_env(own), f"{name.lower()}_issuer") == ""
    with pytest.raises(SettingsRefused, match=f"CASEBOOK_{name}_SECRET_FILE: is for a foreign"):
        Settings.from_env({**own, f"CASEBOOK_{name}_SECRET_FILE": good["CASEBOOK_MASTER_KEY_FILE"]})
    assert Settings.from_env({**desk, f"CASEBOOK_{name}_ISSUER": "https://id.example"})


SEALER_WRONG: dict[str, tuple[str, ...]] = {
    "CASEBOOK_SEALER_HOME": ("",),
    "CASEBOOK_WITNESS_POLICY": (),  # read, and refused by name, by the sealer
    "CASEBOOK_UNCOSIGNED": ("", "REFUSE", "publish"),
    "CASEBOOK_TSA_URL": ("tsa.example", "ftp://tsa.example"),
    "CASEBOOK_TSA_CERTIFICATES": (),  # likewise
    "CASEBOOK_TSA_MINUTES": ("", "0", "10081", "1_0", "1h"),
    "CASEBOOK_RECOSIGN_MINUTES": ("", "1_0", "1h", "-1"),
    "CASEBOOK_SEALER_METRICS": ("9108", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "0.0.0.0:٣", "a:80"),
}


@pytest.fixture
def sealer() -> dict[str, str]:
    return {"CASEBOOK_MONGO_URI": "mongodb://sealer:x@127.0.0.1/", "CASEBOOK_SEALER_HOME": "/var/lib/sealer"}


def test_every_variable_of_the_sealer_is_tried() -> None:
    own = SealerSettings.__dataclass_fields__.keys() - Common.__dataclass_fields__.keys()
    assert {variable(name) for name in own} == set(SEALER_WRONG)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in SEALER_WRONG for value in SEALER_WRONG[name]])
def test_a_wrong_one_of_the_sealer_is_refused_by_name(sealer: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(SettingsRefused, match=name) as caught:
        SealerSettings.from_env({**sealer, name: value})
    assert caught.value.variable == name


def test_the_sealer_needs_a_database_a_folder_and_what_stamps_are_verified_with(sealer: dict[str, str]) -> None:
    made = SealerSettings.from_env(sealer)
    assert (made.uncosigned, made.tsa_minutes, made.sealer_metrics) == (Uncosigned.REFUSE, 60, None)
    for name in sealer:
        with pytest.raises(SettingsRefused, match=f"{name}: is not set"):
            SealerSettings.from_env({key: value for key, value in sealer.items() if key != name})
    with pytest.raises(SettingsRefused, match="CASEBOOK_TSA_CERTIFICATES: is not set"):
        SealerSettings.from_env({**sealer, "CASEBOOK_TSA_URL": "https://tsa.example/"})


READS_THE_ENVIRONMENT = {
    "store/process/settings.py": "the one table",
    "scripts/cli/__main__.py": "hands the environment to the table, after the file of a running installation",
    "scripts/cli/containers/start_log.py": "hands it on to the sealer",
    "scripts/cli/first_day/folder.py": "hands it on to the sealer, without what is set for other processes",
    "scripts/local/each_start.py": "hands it on to the command line, as its own beginning does",
    "scripts/local/home.py": "hands the environment on to the programs of an installation",
    "scripts/local/database.py": "hands it on to the embedded database",
    "scripts/local/sample_signing.py": "hands it on to the command line that enters the sample people's keys",
    "scripts/workbench/bench/site.py": "its caller names the database there",
    "scripts/workbench/bench/stock.py": "is told there which database it reads, and with which keys tokens are signed",
    "scripts/workbench/generate/refusals.py": "hands it on to the process of its own that finds codes",
    "scripts/workbench/mutation/__main__.py": "hands it on to the tests of a mutant",
    "scripts/workbench/releasing/parts.py": "hands it on to the program that builds a package",
}


READERS = {"environ", "environb", "getenv", "getenvb"}


def environment_read(source: str) -> bool:
    """Whether a source reads the environment: `os.environ`, `os.getenv`, or a name imported from `os` for it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in READERS:
            return True
        if isinstance(node, ast.ImportFrom) and node.module == "os" and {name.name for name in node.names} & READERS:
            return True
    return False


def test_nothing_else_reads_the_environment() -> None:
    ours = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in ours if environment_read(path.read_text(encoding="utf-8"))}
    assert found == set(READS_THE_ENVIRONMENT)


def test_every_variable_is_tried() -> None:
    assert {variable(name) for name in Settings.__dataclass_fields__} == set(WRONG)


def test_a_wrong_one_is_refused_by_name(good: dict[str, str]) -> None:
    taken = []
    for name, value in CASES:
        try:
            Settings.from_env({**good, name: value})
        except SettingsRefused as refused:
            if refused.variable == name and name in str(refused):
                continue
        taken.append((name, value))
    assert taken == []


def test_a_missing_one_is_refused_by_name(good: dict[str, str]) -> None:
    for name in good.keys() - FOREIGN:
        with pytest.raises(SettingsRefused, match=f"{name}: is not set"):
            Settings.from_env({key: value for key, value in good.items() if key != name})


def test_somebody_has_to_issue_tokens(good: dict[str, str]) -> None:
    nobody = {key: value for key, value in good.items() if key not in FOREIGN}
    with pytest.raises(SettingsRefused, match="CASEBOOK_SIGN_IN_URL: is not set"):
        Settings.from_env(nobody)
    assert Settings.from_env({**nobody, "CASEBOOK_SIGN_IN_URL": "https://casebook.example/oauth"}).issuers == []
    assert Settings.from_env({**nobody, **TWO}).issuers
    with pytest.raises(SettingsRefused, match="CASEBOOK_JWKS_FILE: is for exactly one issuer"):
        Settings.from_env({**good, **TWO})


def test_no_two_issuers_speak_for_one_agency(good: dict[str, str]) -> None:
    two = {key: value for key, value in good.items() if key not in FOREIGN} | TWO
    bound = Settings.from_env(two).issuer_agencies
    assert bound == {"https://a.example": {"agency-a"}, "https://b.example/x": {"agency-b", "agency-c"}}
    for agencies in ("agency-a", "*"):
        both = f"https://a.example=agency-a https://b.example/x={agencies}"
        with pytest.raises(SettingsRefused, match="CASEBOOK_ISSUER_AGENCIES: gives an agency to two issuers"):
            Settings.from_env({**two, "CASEBOOK_ISSUER_AGENCIES": both})
    assert Settings.from_env({**good, "CASEBOOK_ISSUER_AGENCIES": "https://id.example=*"}).issuers


def test_trusted_documents_only_need_a_manifest(good: dict[str, str]) -> None:
    only = {**good, "CASEBOOK_DOCUMENTS_ONLY": "on"}
    with pytest.raises(SettingsRefused, match="CASEBOOK_DOCUMENTS_FILE: is not set"):
        Settings.from_env(only)
    assert Settings.from_env({**only, "CASEBOOK_DOCUMENTS_FILE": good["CASEBOOK_JWKS_FILE"]}).documents_only


@pytest.mark.parametrize(
    "address",
    [
        *("mongo://api:hunter2@host", "mongodb://api:hunter2/x@host", "mongodb://host:hunter2/"),
        *("redis://:hunter2/x@host:6379", "redis://:x@host:hunter2", "redis://[hunter2"),
    ],
)
def test_a_refusal_never_quotes_a_secret(good: dict[str, str], address: str) -> None:
    name = "REDIS_URL" if address.startswith("redis") else "MONGO_URI"
    with pytest.raises(SettingsRefused, match=f"CASEBOOK_{name}: must be") as caught:
        Settings.from_env({**good, f"CASEBOOK_{name}": address})
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("driver", list(Driver))
async def test_it_connects_with_a_key_only_and_waits_for_ever_for_nothing(good: dict[str, str], driver: Driver) -> None:
    good["CASEBOOK_MONGO_DRIVER"] = driver
    async with connected(Settings.from_env(good)) as connection:
        assert connection.client.options.pool_options.wait_queue_timeout == FREE_CONNECTION_MS / 1_000
    with pytest.raises(KeyRefused):
        async with connected(Settings.from_env(good | {"CASEBOOK_MASTER_KEY_FILE": good["CASEBOOK_JWKS_FILE"]})):
            raise AssertionError("connected without a key")


class TestSecretsInFiles:
    def test_an_address_with_a_password_comes_from_a_file(self, good: dict[str, str], tmp_path: Path) -> None:
        uri = good.pop("CASEBOOK_MONGO_URI")
        (tmp_path / "uri").write_text(f"{uri}\n")
        assert Settings.from_env({**good, "CASEBOOK_MONGO_URI_FILE": str(tmp_path / "uri")}).mongo_uri == uri

    @pytest.mark.parametrize("content", ["", "\n", "mongodb://a b", "x" * 5_000, None])
    def test_a_wrong_file_is_refused_unquoted(self, good: dict[str, str], tmp_path: Path, content: str | None) -> None:
        del good["CASEBOOK_MONGO_URI"]
        if content is not None:
            (tmp_path / "uri").write_text(content)
        with pytest.raises(SettingsRefused) as refused:
            Settings.from_env({**good, "CASEBOOK_MONGO_URI_FILE": str(tmp_path / "uri")})
        assert "a b" not in str(refused.value)

    def test_both_are_refused_and_other_variables_have_none(self, good: dict[str, str], tmp_path: Path) -> None:
        (tmp_path / "uri").write_text(good["CASEBOOK_MONGO_URI"])
        with pytest.raises(SettingsRefused, match="CASEBOOK_MONGO_URI_FILE"):
            Settings.from_env({**good, "CASEBOOK_MONGO_URI_FILE": str(tmp_path / "uri")})
        assert Settings.from_env({**good, "CASEBOOK_MODE_FILE": str(tmp_path / "uri")}).mode is Mode.PRODUCTION
