//! Measures what a call of `Progress` costs in process, from the call through the table of methods to the manager's
//! answer: `cargo run --release -p mobsync --example progress_bench`.

#![expect(clippy::print_stdout, reason = "a measurement is printed")]
#![expect(unsafe_code, reason = "the interface is called as a handler calls it")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use mobsync::codes::S_OK;
use mobsync::constants::{SYNCMGRPROGRESSITEM_MAXVALUE, SYNCMGRPROGRESSITEM_PROGVALUE, SYNCMGRPROGRESSITEM_STATUSTEXT};
use mobsync::structures::SYNCMGRPROGRESSITEM;
use mobsync::{Dialog, GUID, HRESULT, Message, Progress, SyncCallback, Verdict, expose_callback};

const ROUNDS: usize = 9;
const CALLS: u32 = 200_000;

/// A manager that always goes on.
struct Content;

impl SyncCallback for Content {
    fn show_properties_completed(&self, _: HRESULT) -> HRESULT {
        S_OK
    }
    fn prepare_for_sync_completed(&self, _: HRESULT) -> HRESULT {
        S_OK
    }
    fn synchronize_completed(&self, _: HRESULT) -> HRESULT {
        S_OK
    }
    fn show_error_completed(&self, _: HRESULT, _: Vec<GUID>) -> HRESULT {
        S_OK
    }
    fn enable_modeless(&self, _: Dialog) -> HRESULT {
        S_OK
    }
    fn progress(&self, _: GUID, progress: Option<Progress>) -> Result<Verdict, HRESULT> {
        black_box(progress);
        Ok(Verdict::Continue)
    }
    fn log_error(&self, _: Message) -> HRESULT {
        S_OK
    }
    fn delete_log_error(&self, _: GUID) -> HRESULT {
        S_OK
    }
    fn establish_connection(&self, _: Option<String>) -> HRESULT {
        S_OK
    }
}

fn main() {
    let text: Vec<u16> = "mirroring folder/with/a/path/of/fifty-five/characters/x".encode_utf16().chain([0]).collect();
    let values = SYNCMGRPROGRESSITEM {
        cbSize: size_of::<SYNCMGRPROGRESSITEM>() as u32,
        mask: SYNCMGRPROGRESSITEM_PROGVALUE | SYNCMGRPROGRESSITEM_MAXVALUE,
        lpcStatusText: text.as_ptr(),
        dwStatusType: 0,
        iProgValue: 1,
        iMaxValue: 2,
    };
    let with_text = SYNCMGRPROGRESSITEM { mask: values.mask | SYNCMGRPROGRESSITEM_STATUSTEXT, ..values };
    println!("Progress in process, without text: {:.1} ns", median(&values));
    println!("Progress in process, text of 55 characters: {:.1} ns", median(&with_text));
}

/// Nanoseconds for one call.
fn median(progress: &SYNCMGRPROGRESSITEM) -> f64 {
    let callback = expose_callback(Content).into_interface();
    let item = GUID::from_u128(1);
    let mut rounds = [Duration::ZERO; ROUNDS];
    for round in &mut rounds {
        let begin = Instant::now();
        for _ in 0..CALLS {
            // SAFETY: item, structure and text outlive the call.
            let code = unsafe { black_box(&callback).Progress(&raw const item, std::ptr::from_ref(progress)) };
            assert!(black_box(code) == S_OK);
        }
        *round = begin.elapsed();
    }
    rounds.sort();
    rounds[ROUNDS / 2].as_secs_f64() * 1e9 / f64::from(CALLS)
}
