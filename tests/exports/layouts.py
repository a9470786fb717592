"""Every layout of links of the page of formats, gathered."""

from tests.exports import ahrefs, majestic, others, semrush_moz

LAYOUTS = (*ahrefs.LAYOUTS, *majestic.LAYOUTS, *semrush_moz.LAYOUTS, *others.LAYOUTS)
