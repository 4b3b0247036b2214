//! Live bars on standard error while a session runs.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use syncmgr_proto::{Body, ItemId};

use super::amount;
use super::escape::escaped;
use crate::context::Verbosity;

/// Bars appear only after this time: a quick run shows no flicker.
const PATIENCE: Duration = Duration::from_millis(300);

/// The bars, one for each item that is at work; none when standard error is no terminal.
#[derive(Debug)]
pub struct Live {
    bars: Option<Bars>,
}

#[derive(Debug)]
struct Bars {
    since: Instant,
    all: MultiProgress,
    items: HashMap<ItemId, Line>,
}

/// The bar of an item, and when the item was heard of last.
#[derive(Debug)]
struct Line {
    bar: ProgressBar,
    heard: Arc<Mutex<Instant>>,
}

impl Line {
    fn new(bar: ProgressBar) -> Self {
        // It has to be drawn also when nothing is heard.
        bar.enable_steady_tick(Duration::from_secs(1));
        Self { bar, heard: Arc::new(Mutex::new(Instant::now())) }
    }

    /// Notes that it was heard of; the style tells when that is long ago.
    fn hear(&self, style: ProgressStyle) {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        let heard = Arc::clone(&self.heard);
        self.bar.set_style(style.with_key("silence", move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
            let silent = heard.lock().unwrap_or_else(PoisonError::into_inner).elapsed();
            // Nothing is lost if a line cannot be written.
            let _ = out.write_str(&silence(silent).unwrap_or_default());
        }));
    }
}

/// An item of which nothing was heard for so long is said not to respond.
const SILENT: Duration = Duration::from_secs(30);

/// What stands behind the line of an item that is silent (D-34).
fn silence(silent: Duration) -> Option<String> {
    (silent >= SILENT).then(|| format!("  not responding for {}", amount::rough(silent)))
}

impl Live {
    /// No bars yet.
    pub fn new(verbosity: Verbosity) -> Self {
        let wanted = verbosity > Verbosity::Quiet && std::io::stderr().is_terminal();
        let bars = wanted.then(|| Bars {
            since: Instant::now(),
            all: MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10)),
            items: HashMap::new(),
        });
        Self { bars }
    }

    /// Shows the present state of an item.
    pub fn progress(&mut self, body: &Body) {
        let Some(bars) = self.bars.as_mut().filter(|bars| bars.since.elapsed() >= PATIENCE) else { return };
        let Body::Progress { item, item_id, text, value, max, files, files_total, bytes, bytes_total, .. } = body
        else {
            return;
        };
        let line = bars.items.entry(*item_id).or_insert_with(|| {
            let bar = bars.all.add(ProgressBar::new(0).with_style(style(NAME)));
            bar.set_prefix(shortened(&escaped(item)));
            Line::new(bar)
        });
        let bar = &line.bar;
        let (length, at, style) = match (bytes_total, max) {
            (Some(total @ 1..), _) => (*total, bytes.unwrap_or(0), bytes_style()),
            (_, Some(max @ 1..)) => {
                (u64::from(max.unsigned_abs()), u64::from(value.unwrap_or(0).max(0).unsigned_abs()), steps_style())
            }
            _ => (0, 0, text_style()),
        };
        line.hear(style);
        bar.set_length(length);
        bar.set_position(at);
        let mut words = vec![bar.prefix()];
        if let Some(total) = bytes_total.filter(|total| *total > 0) {
            words.push(format!("{} of {}", amount::bytes(at), amount::bytes(total)));
            words.push(format!("{}/s", amount::bytes(bar.per_sec() as u64)));
        }
        match (files_total, text) {
            (Some(total), _) => words.push(format!("{} of {}", files.unwrap_or(0), amount::count(*total, "file"))),
            (None, text) => words.extend(text.as_ref().map(|text| escaped(text).into_owned())),
        }
        bar.set_message(words.join("  "));
    }

    /// Takes the bar of an item away that has ended.
    pub fn ended(&mut self, body: &Body) {
        let (Some(bars), Some(item)) = (&mut self.bars, body.item_id()) else { return };
        if let Some(Line { bar, .. }) = bars.items.remove(&item) {
            bar.finish_and_clear();
            bars.all.remove(&bar);
        }
    }

    /// Prints something without disturbing the bars.
    pub fn beside(&self, print: impl FnOnce()) {
        match &self.bars {
            Some(bars) => bars.all.suspend(print),
            None => print(),
        }
    }

    /// Takes all bars away.
    pub fn clear(&mut self) {
        if let Some(bars) = &mut self.bars {
            bars.items.clear();
            // A terminal that cannot be cleared shows a bar that is left over.
            let _ = bars.all.clear();
        }
    }
}

/// Names are cut to so many characters, so that the numbers stay in sight.
const LONGEST_NAME: usize = 36;

/// `name` without its middle if it is long.
fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= LONGEST_NAME {
        return name.to_owned();
    }
    let half = LONGEST_NAME / 2;
    name.chars().take(half - 1).chain(['…']).chain(name.chars().skip(length - half)).collect()
}

// The second line shrinks with the terminal, the first is cut at its end: what matters most stands first.
const BYTES: &str = "{wide_msg}{silence}\n{wide_bar} {percent:>3}%  {left}";
const STEPS: &str = "{wide_msg}{silence}\n{wide_bar} {percent:>3}%";
/// Before there is anything to tell.
const NAME: &str = "{prefix}";
const TEXT: &str = "{wide_msg}{silence}";

fn bytes_style() -> ProgressStyle {
    style(BYTES).with_key("left", |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        // Writing to a terminal line cannot fail here, and nothing is lost if it does.
        let _ = write!(out, "{:>10}", format!("{} left", amount::rough(state.eta())));
    })
}

fn steps_style() -> ProgressStyle {
    style(STEPS)
}

fn text_style() -> ProgressStyle {
    style(TEXT)
}

const COLOURED_BAR: &str = "{wide_bar:.green/dim}";

fn style(template: &str) -> ProgressStyle {
    let coloured = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    let template = if coloured { template.replace("{wide_bar}", COLOURED_BAR) } else { template.to_owned() };
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.progress_chars("━╸─")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_understood() {
        for template in [BYTES, STEPS, NAME, TEXT, COLOURED_BAR] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }

    /// Proves: D-34
    #[test]
    fn an_item_that_is_silent_for_long_is_said_not_to_respond() {
        assert_eq!(silence(Duration::from_secs(29)), None);
        assert_eq!(silence(Duration::from_secs(90)).unwrap(), "  not responding for 2 min");
    }

    #[test]
    fn long_names_lose_their_middle() {
        assert_eq!(shortened("./photos ↔ ./disk"), "./photos ↔ ./disk");
        let name = shortened("/home/anna/Documents/letters ↔ /media/anna/stick/letters");
        assert_eq!(name, "/home/anna/Docume…anna/stick/letters");
        assert_eq!(name.chars().count(), LONGEST_NAME);
    }
}
