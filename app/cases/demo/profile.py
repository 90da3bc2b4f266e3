"""The facts of one filing, by the names that the wording files use."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from app.cases.demo import cast, files
from app.cases.demo.past import draw

Facts = dict[str, Any]

_UNTIL_FRESH = timedelta(days=365)
_FISCAL_END = date(2026, 3, 31)


def facts(service_key: str, told: dict[str, Any], channel: str, filing: date) -> Facts:
    """Everything known of a service and its provider when it is filed; `told` is its case in cases.yaml."""
    service = files.read("services")[service_key]
    provider = files.read("providers")[service["provider"]]
    kind = files.read("kinds")[service["kind"]]
    cloud = files.read("upstream")["clouds"][provider["cloud"]]
    support = files.read("upstream")["support"][provider["support"]]
    as_of = filing.replace(day=1) - timedelta(days=1)
    found: Facts = {
        "agent": "無",
        "own": "追加学習なし（RAG・プロンプトのみ）",
        **_drawn("provider", service["provider"]),
        **_drawn("service", service_key),
        **kind,
        # A service has the provider's name for a key; the provider's facts come after it and say the name.
        **{name: value for name, value in service.items() if name != "provider"},
        **_company(service["provider"], provider, as_of),
        "name": service["name"],
        **cloud,
        **support,
        **_models(service["models"]),
        "provider_key": service["provider"],
        "channel": channel,
        "past": told.get("past", ""),
        "as_of": as_of.isoformat(),
        "as_of_text": f"{as_of.year}年{as_of.month}月末",
    }
    _service(found, service, as_of)
    return found


def _drawn(group: str, key: str) -> Facts:
    draws = files.read("upstream")["draws"][group]
    return {name: among[draw(f"{key}/{name}", len(among))] for name, among in draws.items()}


def _company(key: str, told: dict[str, Any], as_of: date) -> Facts:
    established: date = told["established"]
    officers = [f"{told['rep_title']}　{told['rep_name']}", *told["officers"]]
    return {
        **told,
        "provider": told["name"],
        "corporate_number": cast.number_of(told),
        "site": f"https://www.{key}.example.jp/",
        "contact_unit": told["contact"][0],
        "contact_name": told["contact"][1],
        "contact_mail": cast.mail_of(key),
        "deputy_unit": told["deputy"][0],
        "deputy_name": told["deputy"][1],
        "payer": told["kana"],
        "officers_text": "\n".join(officers),
        "officer_count": len(officers),
        "years": as_of.year
        - established.year
        - ((as_of.month, as_of.day) < (established.month, established.day)),
        "young": "yes" if established > _FISCAL_END else "no",
        "fiscal_end": _FISCAL_END.isoformat(),
        "fiscal_month": "2026-03",
        "debt_ratio": f"{140 + draw(key + '/debt', 900) / 10:.2f}",
        "coverage": f"{8 + draw(key + '/coverage', 240) / 10:.1f}",
        **_officer("ciso", told),
        **_officer("dpo", told),
        **_officer("comp", told, "compliance"),
        **_officer("ai", told, "ai_officer"),
        "shareholder_rows": told["shareholders"],
    }


def _officer(name: str, told: dict[str, Any], key: str = "") -> Facts:
    title, person = told[key or name]
    return {f"{name}_title": title, f"{name}_name": person}


def _models(keys: Iterable[str]) -> Facts:
    """What is said of several models at once, each named where they differ."""
    models = [files.read("upstream")["models"][key] for key in keys]
    api = [model for model in models if model["hosting"] == "api"]
    abroad = [model for model in models if model["model_abroad"] == "yes"]
    return {
        "model_list": models,
        "hosting": "api" if api else "self",
        "model_org": "及び".join(dict.fromkeys(model["model_org"] for model in api)),
        "model_countries": "、".join(dict.fromkeys(model["model_country"] for model in models)),
        "model_place": _each(models, "model_place"),
        "license": _each(models, "license"),
        "cutoff": _each(models, "cutoff"),
        "retention": _each(api, "retention", by="model_org"),
        "model_card": models[0]["model_card"],
        "model_abroad": "yes" if abroad else "no",
        "abroad_place": abroad[0]["abroad_place"] if abroad else "",
        "abroad_text": f"入力の一部は{abroad[0]['abroad_place']}で処理されます（越境移転の項に詳しく記載）。"
        if abroad
        else "国外への移転はありません。",
    }


def _each(models: list[Any], part: str, by: str = "model") -> str:
    if len({model[part] for model in models}) <= 1:
        return str(models[0][part]) if models else ""
    return "。".join(f"{model[by]}：{model[part]}" for model in models)


def _service(found: Facts, service: dict[str, Any], as_of: date) -> None:
    """Complete the facts of the service by what follows from them."""
    host, start = f"{service['host']}.{service['provider']}.example.jp", service["start"]
    fresh = as_of - start < _UNTIL_FRESH
    found |= {
        "url": service.get("url") or f"https://{host}/",
        "service_mail": f"support@{host}",
        "fresh": "yes" if fresh else "no",
        "uptime_period": _span(max(start, _a_year_before(as_of)), as_of),
        "voice": "yes" if "音声" in found["modality"] else "no",
        "phone_text": "電話" if found["phone"] == "yes" else "管理画面",
        "initial_text": f"{service['initial']:,}円" if service["initial"] else "なし",
        "monthly_text": f"{service.get('monthly', 0):,}円",
        "free": "yes" if "無料" in service.get("meter", "") else "no",
        "for_government": "yes" if {"地方公共団体", "国の機関"} & {*found["users"]} else "no",
        "asks_withholding": "yes" if service.get("withhold") else "no",
        "withhold_rows": service.get("withhold", []),
        "model_rows": [
            [model["model"], model["model_version"], model["model_org"], model["model_form"], function[0]]
            for model, function in zip(found["model_list"], found["functions"], strict=False)
        ],
    }
    outage, made = found["outage_case"], date.fromisoformat(found["metrics_iso"])
    found |= {
        "outage": "no" if fresh else found["outage"],
        "outage_day": outage["day"],
        "outage_minutes": outage["minutes"],
        "outage_why": outage["why"],
        "outage_fix": outage["fix"],
        "metrics_day": f"{made.year}年{made.month}月{made.day}日",
    }
    for name in ("content", "prohibited", "oversight", "metrics", "rag", "risk"):
        found[name] = str(found[name]).format_map(found)


def _a_year_before(day: date) -> date:
    first = day + timedelta(days=1)
    return first.replace(year=first.year - 1)


def _span(first: date, last: date) -> str:
    return f"{first.year}年{first.month}月から{last.year}年{last.month}月まで"
