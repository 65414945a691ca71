//! The letters of the services, which several may share.

use super::*;

#[test]
fn services_that_share_a_letter_are_told_and_not_refused_q3() {
    let shared = |text: &str| notes(&parse(text).unwrap().floor);
    assert_eq!(shared(DEMO), [""; 0]);
    let two = DEMO.replacen("letter = \"K\"", "letter = \"A\"", 1);
    let told = "service: \"passport-apply\", \"passport-collect\" share the letter A: their coupons and booked visitors count on one row of 999 numbers, and no number tells which service it is for (Q3)";
    assert_eq!(shared(&two), [told]);
    let four = two.replacen("letter = \"M\"", "letter = \"A\"", 1).replacen("letter = \"E\"", "letter = \"T\"", 1);
    let told = shared(&four);
    assert!(told.len() == 2 && told[0].contains("\"passport-collect\", \"residence\" share the letter A"), "{told:?}");
    assert!(told[1].contains(" share the letter T: "), "{told:?}");
}
