//! What readers see: templates, styles, scripts and the views that templates are given.

pub mod view;
