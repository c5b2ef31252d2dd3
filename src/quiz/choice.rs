//! Choices: options with boxes, weights and feedback.

use super::items::{Mark, RawItem};
use super::read::{Reader, Type};
use super::{Answer, Choice, ChoiceKind};
use crate::markdown::Shape;
use crate::source::Span;
use crate::words::Keyword;

impl Reader<'_, '_> {
    /// Reads a list with boxes. `list` is the first line of the list.
    pub fn choice(&mut self, items: &[RawItem], list: Span, wanted: Option<(Type, Span)>, whole: bool) -> Answer {
        self.tell_boxes(items);
        for item in items {
            if item.mark.is_none() && !self.box_became_link(item) {
                let line = self.item_line(item);
                self.told.mixed_items(line);
            }
        }
        for item in items {
            self.tell_nested_options(item);
        }
        let mut options: Vec<Choice> = Vec::new();
        for item in items {
            let (right, weight) = match item.mark {
                Some(Mark::Right) => (true, None),
                Some(Mark::Weight(weight)) => (weight >= 100.0, Some(weight)),
                _ => (false, None),
            };
            if let Some(weight) = weight
                && !(-100.0..=100.0).contains(&weight)
            {
                let line = self.item_line(item);
                self.told.weight_out_of_range(line, weight);
            }
            options.push(Choice { text: self.item_text(item), plain: item.plain(), right, weight, feedback: self.item_feedback(item) });
        }
        let lines: Vec<Span> = items.iter().map(|item| self.item_line(item)).collect();
        let equal: Vec<(&str, Span)> = options.iter().map(|option| option.plain.as_str()).zip(lines.iter().copied()).collect();
        self.tell_equal(&equal);
        if let [only] = items {
            let line = self.item_line(only);
            self.told.too_few_items(line, "option");
        }

        let ticked = options.iter().filter(|option| option.right && option.weight.is_none()).count();
        let labels = self.are_labels(&options);
        let kind = match wanted.map(|(wanted, _)| wanted) {
            Some(Type::Single) => ChoiceKind::Single,
            Some(Type::Multiple) => ChoiceKind::Multiple,
            Some(Type::TrueFalse) => ChoiceKind::TrueFalse,
            _ if labels => ChoiceKind::TrueFalse,
            _ if ticked > 1 => ChoiceKind::Multiple,
            _ => ChoiceKind::Single,
        };
        if let Some((kind @ Type::TrueFalse, span)) = wanted
            && options.len() != 2
        {
            self.told.type_does_not_fit(span, kind.name(), "a true/false question has two options");
        }
        let unreadable = items.iter().any(|item| item.mark == Some(Mark::Unknown) || self.box_became_link(item));
        let given: f64 = options.iter().filter_map(|option| option.weight).filter(|weight| *weight > 0.0).sum();
        let full = options.iter().any(|option| option.weight.map_or(option.right, |weight| weight >= 100.0));
        match kind {
            _ if unreadable => {}
            ChoiceKind::TrueFalse if ticked > 1 => {
                let second = options.iter().enumerate().filter(|(_, option)| option.right).nth(1).map_or(list, |(at, _)| lines[at]);
                self.told.true_false_two_right(second);
            }
            ChoiceKind::Multiple if ticked == 0 && given == 0.0 => self.told.no_right_answer(list, options.is_empty() || given > 0.0),
            ChoiceKind::Multiple if given > 100.0 || given > 0.0 && (ticked == 0) != (given == 100.0) => {
                let at = items.iter().position(|item| matches!(item.mark, Some(Mark::Weight(weight)) if weight > 0.0)).unwrap_or(0);
                self.told.weights_do_not_add_up(lines[at], given, ticked);
            }
            ChoiceKind::Single | ChoiceKind::TrueFalse if !full => self.told.no_right_answer(list, given > 0.0),
            _ => {}
        }
        if kind == ChoiceKind::Multiple {
            // Here every option that earns something is right.
            for option in &mut options {
                option.right = option.weight.map_or(option.right, |weight| weight > 0.0);
            }
        }
        Answer::Choice { kind, options, whole }
    }

    /// Two options that are True and False, or Yes and No, of whatever language.
    fn are_labels(&self, options: &[Choice]) -> bool {
        let [first, second] = options else { return false };
        let label = |option: &Choice| self.keywords.is(&option.plain);
        matches!(
            (label(first), label(second)),
            (Some(Keyword::True), Some(Keyword::False))
                | (Some(Keyword::False), Some(Keyword::True))
                | (Some(Keyword::Yes), Some(Keyword::No))
                | (Some(Keyword::No), Some(Keyword::Yes))
        )
    }

    /// An option that is indented under another is part of that one's text.
    fn tell_nested_options(&mut self, item: &RawItem) {
        for list in item.block.children.iter().filter(|child| matches!(child.shape, Shape::List { .. })) {
            for nested in list.children.iter().map(RawItem::of) {
                if nested.mark.is_some() && nested.look_alike.is_none() {
                    let line = self.item_line(&nested);
                    self.told.option_indented(line);
                }
            }
        }
    }
}
