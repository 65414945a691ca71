//! The words of the visitors' page of a ticket.

use crate::web::words::words;

words! {
    file: "ticket-page",
    many: {
        people: "{n} person" | "{n} people",
    },
    one: {
        my_number: "My number",
        language_word: "Language",
        before_you: "Before you",
        nobody: "nobody",
        call_in_about: "Call in about",
        from_to_min: "{0}–{1} min",
        min: "{} min",
        call: "Call",
        from: "from {}",
        soon: "soon",
        no_window: "no window is open yet",
        where_to_wait: "Where to wait",
        after_that: "After that",
        queue: "Queue",
        more_time: "You have more time to reach the window.",
        come_to_window: "Come to window",
        received_at_window: "You are being received at window",
        parked: "Set aside for now",
        parked_note: "A clerk will call you again under the same number.",
        no_show: "You were called and did not come",
        no_show_note: "Please ask a member of staff: your place may still be given back.",
        lapsed_note: "The time in which you could come back is over. Please take a new coupon at the kiosk.",
        finished: "The visit is over",
        finished_note: "Thank you for waiting.",
        refused: "You were not received",
        refused_note: "The clerk at the window told you why. If anything is unclear, please ask at the desk.",
        left: "This coupon is no longer valid",
        left_note: "Please take a new one at the kiosk.",
        unknown: "There is no such coupon today",
        unknown_note: "A coupon is valid on its own day. Please scan the code on the coupon again.",
        crowded: "Too many requests",
        crowded_note: "Your place in the queue is kept. The page opens by itself in half a minute.",
        updated: "updated at {}",
        by_itself: "updates by itself",
        stand_still: "Do not update by itself",
        go_on: "Update by itself",
        update_now: "Update now",
        turn_soon: "It is your turn soon",
        turn_soon_note: "Please stay near the hall.",
        why_before: "Why was someone called before me?",
        booked_for: "booked for {}",
        preferential: "preferential, by the office's ratio",
        shorter_limit: "preferential: a shorter limit for waiting",
        larger_share: "has waited a larger share of the limit",
        place_given: "comes from another window, with the place that the office's rule gives",
        elsewhere: "another service, another window",
        in_order: "by the order at that window",
        chosen: "called out of turn by a clerk, the reason is on record",
        chosen_because: "called out of turn by a clerk: {}",
        came_back: "was called before and is back",
        set_aside: "was set aside and is called again",
        earlier_calls: "Earlier calls not shown: {}",
        came_before: "Came before you: {}",
        place_kept: "Your place in the queue is the same as before.",
        leave: "Leave the queue",
        leave_ask: "Leave the queue?",
        leave_note: "Your place will be given up and cannot be had back. To be received you would need a new coupon.",
        stay: "Stay in the queue",
        left_on_page: "You have left the queue",
        left_on_page_note: "To be received after all, please take a new coupon at the kiosk.",
        called_already: "You have been called",
        called_already_note: "You are still in the queue. Please go to the window, or tell the clerk there that you are leaving.",
        not_in_queue: "This coupon is no longer in the queue",
        not_in_queue_note: "The page of the coupon says what became of it.",
        nothing_done: "Nothing was changed",
        nothing_done_note: "To leave the queue, please press the button on the page of your coupon.",
        unsure: "That could not be done at once",
        unsure_note: "The page of the coupon says whether you are still in the queue. If so, please try again.",
        to_ticket: "To the page of the coupon",
        lost: "No connection to the server: what stands here may be old.",
        lost_crowded: "Too many requests. Your place in the queue is kept. The page goes on by itself in half a minute.",
        rate_ask: "How was your visit?",
        rate_thanks: "Thank you for your rating",
        rate_mark: "{} of 5",
        rate_worst: "1 – badly",
        rate_best: "5 – very well",
        rate_word: "In a word, if you like",
        rate_word_note: "Up to {} letters. Please write no names: the office reads this without knowing who wrote it.",
        rate_no_mark: "Please choose a mark from 1 to 5.",
        rate_long: "Please shorten the text to {} letters.",
        rate_send: "Send",
        rate_not_now: "Not now",
        not_over: "The visit is not over yet",
        not_over_note: "You can rate it once you have been received.",
        rated_before: "This visit is rated already",
        rated_before_note: "Each coupon can be rated once.",
        not_kept_note: "Your rating was not kept. Please try again in a moment.",
        not_rated: "Your rating was not kept",
        not_rated_note: "It did not arrive whole. Please go back and send it again.",
    },
}

#[cfg(test)]
mod tests {
    use queue::ids::Language;

    use super::*;

    fn words(language: &str) -> &'static Words {
        Words::of(&Language::new(language).unwrap())
    }

    #[test]
    fn people_are_counted_as_each_language_does() {
        let russian = words("ru");
        let said: Vec<_> = [1, 2, 5, 11, 12, 21, 22, 25, 101, 111, 114].map(|n| russian.people.of(n)).into();
        assert_eq!(
            said,
            [
                "1 человек",
                "2 человека",
                "5 человек",
                "11 человек",
                "12 человек",
                "21 человек",
                "22 человека",
                "25 человек",
                "101 человек",
                "111 человек",
                "114 человек"
            ]
        );
        assert_eq!(
            (words("en").people.of(1), words("en").people.of(3)),
            ("1 person".to_owned(), "3 people".to_owned())
        );
        assert_eq!(words("hy").people.of(3), "3 մարդ");
    }

    #[test]
    fn a_language_that_the_page_does_not_speak_gets_english() {
        assert_eq!(words("ka").language, "en");
    }
}
