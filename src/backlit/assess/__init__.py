"""What each link is, how good it is, and what speaks against it: each with its evidence.

`material` is what a judgement looks at, `judging` the order of its steps, one module each; `signals` has one risk
signal a file. What was judged is kept (`kept`) until the index, the project or the rules change. No rule decides
anything about a link: the queue is for people, and what they decided lives in `backlit.state`.
"""

from backlit.assess.embedding import Embedding, EmbeddingError, open_embedding
from backlit.assess.judging import AssessReport, assess, judge
from backlit.assess.kept import Judgement, KeptTable, NotAssessedError, forget, identity, open_judgement, revision
from backlit.assess.material import Material
from backlit.assess.rules import Rules, read_rules

__all__ = [
    "AssessReport", "Embedding", "EmbeddingError", "Judgement", "KeptTable", "Material", "NotAssessedError", "Rules",
    "assess", "forget", "identity", "judge", "open_embedding", "open_judgement", "read_rules", "revision",
]  # fmt: skip
