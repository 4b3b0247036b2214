//! Reads arbitrary bytes as an archive: no panic, no allocation by a length that was not checked.
//!
//! Checksums keep a fuzzer from getting anywhere, so the input is also read with valid ones around it: as the
//! entries of a block, the index, and the entries of a frame (`docs/formats/archive.md`).
#![no_main]

use foldsync::archive::Reader;
use libfuzzer_sys::fuzz_target;

const NONCE: u64 = 0x0123_4567_89ab_cdef;

fuzz_target!(|input: &[u8]| {
    let Some((selector, input)) = input.split_first() else { return };
    let (first, second) = input.split_at(input.len().min(usize::from(*selector)));
    let (block, frame) = (first, second);
    drain(first, Some(second));
    drain(second, None);
    drain(&archive(block, u32::from(*selector), second), Some(&journal(frame, u32::from(*selector))));
    drain(&archive(second, u32::from(*selector), first), Some(second));
});

fn drain(archive: &[u8], journal: Option<&[u8]>) {
    if let Ok(mut reader) = Reader::from_sources(archive, journal) {
        let mut entries = 0;
        while let Ok(true) = reader.advance() {
            assert!(reader.path().len() <= 65_535);
            entries += 1;
        }
        // No entry is shorter than six bytes.
        let bytes = archive.len() + journal.map_or(0, <[u8]>::len);
        assert!(entries <= bytes / 6);
    }
    for path in [&b""[..], b"a", b"a/b", b"\xff"] {
        let _ = Reader::find_in(archive, journal, path);
    }
}

fn seal(mut bytes: Vec<u8>) -> Vec<u8> {
    let hash = blake3::hash(&bytes);
    bytes.extend_from_slice(&hash.as_bytes()[..8]);
    bytes
}

fn archive(entries: &[u8], count: u32, index: &[u8]) -> Vec<u8> {
    let mut header = b"FOLDARCH".to_vec();
    header.extend_from_slice(&1u32.to_le_bytes());
    header.extend_from_slice(&152u32.to_le_bytes());
    header.extend_from_slice(&1u64.to_le_bytes());
    header.extend_from_slice(&NONCE.to_le_bytes());
    header.resize(144, 0);
    let mut file = seal(header);

    let mut block = (entries.len() as u32).to_le_bytes().to_vec();
    block.extend_from_slice(&count.to_le_bytes());
    block.extend_from_slice(&NONCE.to_le_bytes());
    block.extend_from_slice(entries);
    let block = seal(block);
    let sums = blake3::hash(&block[block.len() - 8..]);
    file.extend_from_slice(&block);

    let index_at = file.len() as u64;
    // A first path that sorts before all others, then whatever comes.
    let mut names = 152u64.to_le_bytes().to_vec();
    names.extend_from_slice(&[0, 0]);
    names.extend_from_slice(index);
    let index = seal(names);
    file.extend_from_slice(&index);

    let mut trailer = Vec::new();
    for number in [index_at, index.len() as u64, 1, u64::from(count)] {
        trailer.extend_from_slice(&number.to_le_bytes());
    }
    trailer.extend_from_slice(&sums.as_bytes()[..8]);
    trailer.extend_from_slice(&NONCE.to_le_bytes());
    trailer.extend_from_slice(b"FOLDTAIL");
    file.extend_from_slice(&seal(trailer));
    file
}

fn journal(entries: &[u8], count: u32) -> Vec<u8> {
    let mut header = b"FOLDJRNL".to_vec();
    header.extend_from_slice(&1u32.to_le_bytes());
    header.extend_from_slice(&40u32.to_le_bytes());
    header.extend_from_slice(&1u64.to_le_bytes());
    header.extend_from_slice(&NONCE.to_le_bytes());
    let mut file = seal(header);

    let mut head = NONCE.to_le_bytes().to_vec();
    head.extend_from_slice(&0u64.to_le_bytes());
    head.extend_from_slice(&(entries.len() as u32).to_le_bytes());
    head.extend_from_slice(&count.to_le_bytes());
    head.extend_from_slice(&blake3::hash(entries).as_bytes()[..8]);
    file.extend_from_slice(&seal(head));
    file.extend_from_slice(entries);
    file
}
