//! A ticket in three languages and two widths, in words that try the paper: dashes that a code page lacks, the letter А in
//! Cyrillic, long and short forms. The kiosk words its own. No checks live here.

#![allow(dead_code, reason = "each test file uses its own part")]

use devices::escpos::{CodeLine, CouponSlip, Encoder, Job, PrinterProfile, Slip};

pub const ADDRESS: &str = "https://ochered.example/t/7KQ4-M2XB";

/// Words for 24 columns or, on narrow paper, for 16.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Paper {
    Mm80,
    Mm58,
}

impl Paper {
    pub fn profile(self) -> PrinterProfile {
        match self {
            Self::Mm80 => PrinterProfile::mm80(),
            Self::Mm58 => PrinterProfile::mm58(),
        }
    }
}

pub fn russian(paper: Paper) -> CouponSlip {
    let (ahead, wait) = match paper {
        Paper::Mm80 => (("Перед вами", "7 человек"), ("Ждать примерно", "12–20 мин")),
        Paper::Mm58 => (("Перед вами", "7"), ("Ждать", "12–20 мин")),
    };
    coupon(
        "Отдел по вопросам миграции",
        "А012",
        "Загранпаспорт: подача документов",
        "ОБЩАЯ ОЧЕРЕДЬ",
        &[("17.11.2026", "09:42"), ahead, wait],
        "Очередь в телефоне",
        "Спасибо, что ждёте.",
    )
}

pub fn english(paper: Paper) -> CouponSlip {
    let (ahead, wait) = match paper {
        Paper::Mm80 => (("Ahead of you", "7 people"), ("Wait about", "12–20 min")),
        Paper::Mm58 => (("Ahead of you", "7"), ("Wait", "12–20 min")),
    };
    coupon(
        "Migration Department",
        "A012",
        "International passport: application",
        "GENERAL QUEUE",
        &[("17.11.2026", "09:42"), ahead, wait],
        "The queue on your phone",
        "Thank you for waiting.",
    )
}

pub fn armenian(paper: Paper) -> CouponSlip {
    let (ahead, wait) = match paper {
        Paper::Mm80 => (("Ձեզնից առաջ", "7 մարդ"), ("Սպասեք մոտ", "12–20 րոպե")),
        Paper::Mm58 => (("Ձեզնից առաջ", "7"), ("Սպասեք", "12–20 ր")),
    };
    coupon(
        "Միգրացիայի հարցերի բաժին",
        "A012",
        "Արտասահմանյան անձնագիր՝ փաստաթղթերի ընդունում",
        "ԸՆԴՀԱՆՈՒՐ ՀԵՐԹ",
        &[("17.11.2026", "09:42"), ahead, wait],
        "Հերթը հեռախոսում",
        "Շնորհակալություն սպասելու համար։",
    )
}

pub fn job(slip: &Slip, profile: PrinterProfile) -> Job {
    Encoder::new(profile).encode(slip).expect("the demo's slip can be printed")
}

fn coupon(
    office: &str,
    number: &str,
    service: &str,
    category: &str,
    facts: &[(&str, &str)],
    caption: &str,
    thanks: &str,
) -> CouponSlip {
    CouponSlip {
        copy_mark: None,
        office: office.into(),
        number: number.into(),
        service: service.into(),
        category: Some(category.into()),
        facts: facts.iter().map(|(left, right)| ((*left).to_owned(), (*right).to_owned())).collect(),
        code: Some(CodeLine { payload: ADDRESS.into(), caption: caption.into() }),
        note: None,
        thanks: thanks.into(),
    }
}
