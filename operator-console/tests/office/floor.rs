//! How the scripted office is configured.

use protocol::board::FloorView;
use serde_json::{Value, json};

fn text(ru: &str, en: &str, hy: &str) -> Value {
    json!({ "ru": ru, "en": en, "hy": hy })
}

fn service(id: &str, letter: &str, name: Value, short: Value, norm_min: u16) -> Value {
    json!({
        "id": id, "letter": letter, "name": name, "short": short, "group": null, "hall": "hall-1",
        "issue": { "tue": [{ "from": "08:30:00", "to": "17:00:00" }] },
        "daily_limit": 120, "service_norm_min": norm_min, "wait_norm_min": 30, "at_kiosk": id != "fee",
        "then": if id == "permit" { json!(["fee"]) } else { json!([]) },
    })
}

/// Four services, five windows; window 4 receives passports and their collection.
pub fn floor() -> FloorView {
    let passport = text("Загранпаспорт: подача документов", "Passport: application", "Անձնագիր. հանձնում");
    let short = text("Загранпаспорт: подача", "Passport: application", "Անձնագիր. հանձնում");
    let none = json!({});
    let collect = text("Загранпаспорт: получение", "Passport: collection", "Անձնագիր. ստացում");
    let permit = text("Вид на жительство", "Residence permit", "Կացության իրավունք");
    let fee = text("Касса", "Cash desk", "Դրամարկղ");
    let window = |id: &str, number: u8, services: &[&str]| json!({ "id": id, "number": number, "hall": "hall-1", "whereabouts": text("1 этаж", "1st floor", "1-ին հարկ"), "services": services });
    let reason = |id: &str, name: Value| json!({ "id": id, "name": name });
    serde_json::from_value(json!({
        "version": 1,
        "office": text("Отдел по вопросам миграции", "Migration Department", "Միգրացիայի հարցերի բաժին"),
        "languages": ["ru", "en", "hy"],
        "zone": "Europe/Moscow",
        "day_turns_at": "00:00:00",
        "halls": [{ "id": "hall-1", "name": text("Зал 1", "Hall 1", "Սրահ 1") }],
        "groups": [],
        "services": [
            service("passport", "A", passport, short, 15),
            service("collect", "K", collect, none.clone(), 5),
            service("permit", "M", permit, none.clone(), 25),
            service("fee", "E", fee, none, 5),
        ],
        "categories": [
            { "id": "general", "name": text("Общая очередь", "General queue", "Ընդհանուր հերթ"), "mark": {}, "preferential": false, "wait_limit_min": null },
            { "id": "infant", "name": text("с ребёнком до года", "with an infant", "երեխայով"), "mark": {}, "preferential": true, "wait_limit_min": 15 },
        ],
        "windows": [
            window("w1", 1, &["collect", "fee"]),
            window("w2", 2, &["passport", "collect"]),
            window("w3", 3, &["passport", "permit"]),
            window("w4", 4, &["passport", "collect"]),
            window("w5", 5, &["permit", "fee"]),
        ],
        "reasons": {
            "refuse": [reason("documents", text("не хватает документов", "documents are missing", "փաստաթղթերը թերի են")), reason("mismatch", text("данные не совпадают", "data does not match", "տվյալները չեն համընկնում"))],
            "park": [reason("fee", text("оплачивает пошлину", "paying the fee", "վճարում է տուրքը")), reason("copy", text("делает копию", "making a copy", "պատճենահանում է"))],
            "pause": [reason("lunch", text("обед", "lunch", "ճաշ"))],
            "out_of_turn": [reason("unwell", text("плохое самочувствие", "feels unwell", "վատ է զգում"))],
        },
        "rules": {},
        "notices": [],
        "bookings": false,
    }))
    .unwrap()
}
