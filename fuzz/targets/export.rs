#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| backlit_fuzz::export::read(data));
