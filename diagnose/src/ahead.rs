//! Ahead: one thread unpacks, decodes and splits a table while others look at
//! its cells, each at the columns that were dealt to it.
//!
//! Rows go from one to the others in heaps, in their order. Only a few heaps are
//! under way at a time, so memory doesn't grow with the table.

use exports::{Export, Flow, Row, Tally, Unreadable};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

/// Bytes of cells in a heap: enough that handing over costs nothing beside it,
/// little enough to stay in the processor's cache.
const HEAP: usize = 64 << 10;
/// Heaps that may wait for a thread.
const HEAPS: usize = 4;
/// More threads than this would wait for the one that splits.
const MOST: usize = 3;

/// Among how many threads the columns of a table are best dealt out.
pub(crate) fn hands() -> usize {
    std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(MOST)
}

/// Reads all rows of a table; each of `hands` is shown every one, on a thread of
/// its own.
///
/// # Errors
///
/// [`Unreadable`] as the export says, after the rows before the trouble.
pub(crate) fn read(
    export: &Export,
    hands: impl Iterator<Item = impl FnMut(Row<'_>) + Send>,
) -> Result<Tally, Unreadable> {
    std::thread::scope(|scope| {
        let (lines, at_work): (Vec<_>, Vec<_>) = hands
            .map(|mut look| {
                let (line, heaps) = sync_channel::<Arc<Heap>>(HEAPS);
                let hand = scope.spawn(move || {
                    for heap in heaps {
                        heap.show(&mut look);
                    }
                });
                (line, hand)
            })
            .unzip();
        let tally = fill(export, &lines);
        drop(lines);
        for hand in at_work {
            hand.join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
        tally
    })
}

fn fill(export: &Export, lines: &[SyncSender<Arc<Heap>>]) -> Result<Tally, Unreadable> {
    let mut heap = Heap::default();
    let tally = export.read(&mut |row| {
        heap.add(row);
        if heap.text.len() < HEAP && heap.lines.len() < HEAP {
            return Flow::Continue(());
        }
        let next = heap.as_large();
        hand_over(std::mem::replace(&mut heap, next), lines)
    });
    // Rows before a trouble are shown too. Whoever doesn't take them has panicked.
    let _ = hand_over(heap, lines);
    tally
}

fn hand_over(heap: Heap, lines: &[SyncSender<Arc<Heap>>]) -> Flow {
    let heap = Arc::new(heap);
    if lines
        .iter()
        .all(|line| line.send(Arc::clone(&heap)).is_ok())
    {
        Flow::Continue(())
    } else {
        Flow::Break(())
    }
}

/// Rows behind one another.
#[derive(Default)]
struct Heap {
    text: String,
    /// Where each cell ends in the text.
    ends: Vec<usize>,
    /// The line of each row.
    lines: Vec<u64>,
}

impl Heap {
    fn add(&mut self, row: Row<'_>) {
        for cell in row.cells {
            self.text.push_str(cell);
            self.ends.push(self.text.len());
        }
        self.lines.push(row.line);
    }

    fn show(&self, look: &mut impl FnMut(Row<'_>)) {
        let width = self.ends.len() / self.lines.len().max(1);
        let mut cells: Vec<&str> = Vec::with_capacity(width);
        let (mut start, mut ends) = (0, self.ends.iter());
        for line in &self.lines {
            cells.clear();
            for end in ends.by_ref().take(width) {
                cells.push(self.text.get(start..*end).unwrap_or_default());
                start = *end;
            }
            look(Row {
                line: *line,
                cells: &cells,
            });
        }
    }

    /// An empty one with as much room.
    fn as_large(&self) -> Self {
        Self {
            text: String::with_capacity(self.text.len().min(2 * HEAP)),
            ends: Vec::with_capacity(self.ends.len()),
            lines: Vec::with_capacity(self.lines.len()),
        }
    }
}
