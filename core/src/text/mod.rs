//! Which words texts have in common, weighed by how rare these are: TF-IDF and the cosine, in many languages.
//!
//! Salton, Buckley, *Term-weighting approaches in automatic text retrieval* (1988). [`words`] cuts a text into words,
//! [`space`] holds many texts as hashes of these and compares them with the text of a target.

pub mod space;
pub mod words;
