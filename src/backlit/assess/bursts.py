"""How fast links came, against how much the crawl itself looked at: a crawl that begins finds everything at once.

Both statements read the tables of `comparables`. What is new in a span is set against the share of the index's pages
that were first looked at in it: links that were found with the pages of a new crawl are no rise.
"""

VELOCITY = """
    WITH weeks AS (
        SELECT date_trunc('week', day)::DATE AS week, sum(looked) AS looked, sum(sum(looked)) OVER () AS all_looked
        FROM days GROUP BY 1),
    firsts AS (
        SELECT number, source_domain, min(first_seen) AS began, arg_min(link, first_seen) AS link
        FROM compared WHERE first_seen IS NOT NULL GROUP BY ALL),
    news AS (
        SELECT number, week, count(*) AS named, list_sort(list(link))[:$2] AS shown,
            any_value(looked / all_looked) AS part, sum(count(*)) OVER (PARTITION BY number) AS told
        FROM firsts JOIN weeks ON week = date_trunc('week', began)::DATE GROUP BY number, week),
    times AS (SELECT *, named / told / part AS times FROM news WHERE named >= $1)
    SELECT number, 'velocity' AS aspect, times AS value, NULL::DOUBLE AS one, named, told,
        (SELECT count(*) FROM compared c WHERE c.number = t.number AND date_trunc('week', c.first_seen)::DATE = t.week)
            AS found, shown, [week::VARCHAR, (week + 6)::DATE::VARCHAR] AS words
    FROM times t QUALIFY row_number() OVER (PARTITION BY number ORDER BY times DESC, week) = 1"""
"""The week in which most was new, of those with so many new referring domains ($1); `words` are its first and last day.
"""

BURSTS = """
    WITH firsts AS (
        SELECT number, anchor_key, source_page, any_value(source_domain) AS source_domain, min(first_seen)::DATE AS day,
            arg_min(link, first_seen) AS link, min(anchor) AS anchor
        FROM compared
        WHERE first_seen IS NOT NULL AND anchor_class NOT IN ('brand', 'naked_address', 'image', 'empty')
        GROUP BY number, anchor_key, source_page),
    grouped AS (
        SELECT number, anchor_key, day, count(*) AS found, count(DISTINCT source_domain) AS named,
            min(anchor) AS anchor, list_sort(list(link))[:$5] AS shown,
            sum(count(*)) OVER (PARTITION BY number, anchor_key) AS used
        FROM firsts GROUP BY number, anchor_key, day),
    every AS (SELECT sum(looked) AS all_looked FROM days),
    burst AS (
        SELECT g.* FROM grouped g LEFT JOIN days USING (day), every
        WHERE found >= $1 AND named >= $2 AND found / used >= $3
            AND (found / used) / ((coalesce(looked, 0) + 1) / (all_looked + 1)) >= $4),
    summed AS (
        SELECT number, count(*) AS bursts, max(named) AS named, sum(found) AS found,
            flatten(list(shown ORDER BY found DESC, day, anchor_key))[:$5] AS shown,
            flatten(list([day::VARCHAR, anchor, found::VARCHAR, named::VARCHAR] ORDER BY found DESC, day, anchor_key))
                [:40] AS words
        FROM burst GROUP BY number)
    SELECT number, 'bursts' AS aspect, coalesce(bursts, 0)::DOUBLE AS value, NULL::DOUBLE AS one,
        coalesce(named, 0) AS named, all_domains AS told, coalesce(found, 0)::BIGINT AS found, shown, words
    FROM volumes LEFT JOIN summed USING (number)"""
"""How many anchors, names and addresses aside, there are with which at least $1 referring pages of $2 domains were
first seen on one day, being the share $3 of all that use it, and $4 times the share of pages first looked at on that
day. `words` are day, anchor, pages and domains of each.
"""
