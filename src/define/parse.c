/* parse.c -- a rule's text becomes the model: sections are cut, names declared, then resolved.
 *
 *     text --token--> lines --cut--> sections --pass one--> names --pass two--> model
 *                                       ^-- those of the 通则 that the rule uses
 *
 * Sections are read in the order of the kinds below, whatever their order in the file;
 * faults come out in the order of the lines all the same.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse.h"

#include "base/arena.h"
#include "base/str.h"
#include "define/parse_clause.h"
#include "define/parse_sections.h"

enum section_kind {
	SECTION_ROLES,
	SECTION_FIELDS,
	SECTION_PAPERS,
	SECTION_STAGES,
	SECTION_STEP,
	SECTION_LIMITS,
	SECTION_COUNTS,
	SECTION_CHECKS,
	SECTION_TABLE,
	SECTION_PUBLIC,
	SECTION_EXAMPLE,
	SECTION_APPLY, /* carried out when the sections were cut */
	SECTION_KINDS,
};

struct kind {
	const char *word;
	bool once; /* one section, its head is the word alone */
	void (*declare)(struct reader *reader, const struct reader_section *section);
	void (*resolve)(struct reader *reader, const struct reader_section *section);
};
static const struct kind kinds[SECTION_KINDS] = {
	[SECTION_ROLES] = { "角色", true, parse_parts_roles, parse_parts_organs },
	[SECTION_FIELDS] = { "字段", true, parse_field_section, NULL },
	[SECTION_PAPERS] = { "材料", true, parse_parts_papers, NULL },
	[SECTION_STAGES] = { "环节", true, parse_parts_stages, NULL },
	[SECTION_STEP] = { "步骤", false, parse_step_name, parse_step_section },
	[SECTION_LIMITS] = { "期限", true, parse_limit_names, parse_limit_section },
	[SECTION_COUNTS] = { "指标", true, parse_count_names, parse_count_section },
	[SECTION_CHECKS] = { "核对", true, NULL, parse_public_checks },
	[SECTION_TABLE] = { "统计表", false, parse_table_name, parse_table_section },
	[SECTION_PUBLIC] = { "公开", true, NULL, parse_public_section },
	[SECTION_EXAMPLE] = { "示例", false, NULL, parse_docket_section },
	[SECTION_APPLY] = { "适用", false, NULL, NULL },
};

struct cut {
	struct reader *reader;
	struct parse_head head;
	struct reader_section *sections;
	enum section_kind *kinds;
	size_t count;
	size_t own;                    /* of the rule's file: those of 通则 stand behind */
	int first_line[SECTION_KINDS]; /* of the first section of the kind, 0 = none */
	struct parse_clause *clauses;
	size_t clause_count;
};

/* All words that may stand flush left, for suggestions. */
static void fault_section(struct reader *reader, const struct token_line *line, str word)
{
	static const char *const known[] = {
		"规程", "名录", "记事",     "依据",     "施行", "主管",   "案号", "归口",
		"保存", "角色", "统计单位", "统计分项", "字段", "材料",   "环节", "步骤",
		"期限", "指标", "核对",     "公开",     "示例", "统计表", "适用",
	};
	str rest = word, plain;
	if (str_cut(&rest, STR("："), &plain) &&
	    reader_place(plain, known, countof(known)) < countof(known)) {
		err_fix(reader_fault(reader, line->number, "rule.section", "不认识“%.*s”",
		                     PSTR(word)),
		        "“%.*s”后面不写冒号，空两格，例如：步骤  受理  accept", PSTR(plain));
		return;
	}
	reader_unknown_word(reader, line->number, "rule.section", word, known, countof(known));
}

static enum section_kind find_kind(str word)
{
	size_t kind = 0;
	while (kind < SECTION_KINDS && !str_eq(word, str_of(kinds[kind].word)))
		kind++;
	return (enum section_kind)kind;
}

/* Is the section allowed to begin here? */
static bool may_begin(struct cut *cut, struct token_words *words, enum section_kind kind)
{
	struct reader *reader = cut->reader;
	int line = words->line->number;
	if (reader->rule->kind == RULE_NOTE && kind == SECTION_STAGES) {
		err_fix(reader_fault(reader, line, "rule.note_section", "记事没有“%s”",
		                     kinds[kind].word),
		        "记事记入即结束；有办理过程的请在文件头写："
		        "规程  行政复议  reconsideration");
		return false;
	}
	if (!kinds[kind].once)
		return true;
	if (cut->first_line[kind] != 0) {
		err_fix(reader_fault(reader, line, "rule.section_twice",
		                     "“%s”一节在第 %d 行已经有了", kinds[kind].word,
		                     cut->first_line[kind]),
		        "请把两节合成一节");
		return false;
	}
	cut->first_line[kind] = line;
	(void)reader_ends(reader, words);
	return true;
}

/* The lines from `from` up to the next one that stands flush left. */
static size_t section_end(const struct token_lines *lines, size_t from)
{
	while (from < lines->count && lines->at[from].level > 0)
		from++;
	return from;
}

static void fault_indent(struct reader *reader, const struct token_line *line, const char *what)
{
	err_fix(reader_fault(reader, line->number, "rule.indent", "%s", what),
	        "节的名称顶格，节的内容缩进 1 至 3 格，补充缩进 4 格以上，例如：  由      承办人");
}

static void take_section(struct cut *cut, const struct token_line *head, size_t count)
{
	struct reader *reader = cut->reader;
	struct token_words words = token_words(head, 0);
	str word = token_take(&words);
	if (parse_head_is(head)) {
		if (cut->count > 0)
			err_fix(reader_fault(reader, head->number, "rule.head_late",
			                     "“%.*s”要写在文件头", PSTR(word)),
			        "请移到第一节（第 %d 行）之前", cut->sections[0].head->number);
		else
			parse_head_line(reader, head, &cut->head);
		if (count > 0)
			fault_indent(reader, head + 1, "文件头的行不能有缩进的内容");
		return;
	}
	enum section_kind kind = find_kind(word);
	if (kind == SECTION_KINDS) {
		fault_section(reader, head, word);
		return;
	}
	if (!may_begin(cut, &words, kind))
		return;
	if (count > 0 && head[1].level == 2 && cut->clauses == NULL) /* else noted already */
		fault_indent(reader, head + 1, "这一行缩进太多，不知道补充的是哪一行");
	cut->sections[cut->count] = (struct reader_section){ head, head + 1, count };
	cut->kinds[cut->count++] = kind;
}

/* The lines of the rule's own file; `all` lines are in the whole text. */
static void cut_sections(struct cut *cut, const struct token_lines *lines, size_t all)
{
	struct arena *arena = cut->reader->arena;
	cut->sections = arena_make(arena, struct reader_section, all + 1); /* 步骤 记入 */
	cut->kinds = arena_make(arena, enum section_kind, all + 1);
	size_t at = section_end(lines, 0);
	if (at > 0)
		fault_indent(cut->reader, &lines->at[0], "文件的第一行要顶格");
	while (at < lines->count) {
		size_t end = section_end(lines, at + 1);
		take_section(cut, &lines->at[at], end - at - 1);
		at = end;
	}
	parse_head_whole(cut->reader, &cut->head);
	cut->own = cut->count;
}

/* ---- 适用 ---- */

static bool is_same(const struct token_line *a, const struct token_line *b, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!str_eq(a[i].text, b[i].text) || a[i].level != b[i].level)
			return false;
	}
	return true;
}

/* Name and id that a line declares, behind its keyword if it has one. */
static struct name name_on(const struct token_line *line)
{
	struct token_words words = token_words(line, 0);
	if (line->level == 0)
		token_take(&words);
	struct name name = { .line = line->number };
	name.text = token_take(&words);
	name.id = token_take(&words);
	return name;
}

/* Does the section declare the same as `line` and the `subs` lines behind it: by name and
 * id, or, where it is that of another 通则, word for word? */
static bool declares(const struct reader_section *section, bool own, const struct token_line *line,
                     size_t subs)
{
	struct name wanted = name_on(line);
	size_t from = line->level == 0 ? 0 : 1, count = from == 0 ? 1 : section->count + 1;
	for (size_t i = from; i < count; i++) {
		const struct token_line *other = section->head + i;
		struct name name = name_on(other);
		if (other->level != line->level || !str_eq(name.text, wanted.text) ||
		    !str_eq(name.id, wanted.id))
			continue;
		if (own || (i + subs <= section->count && is_same(other, line, subs + 1)))
			return true;
	}
	return false;
}

static bool is_declared(const struct cut *cut, enum section_kind kind,
                        const struct token_line *line, size_t subs)
{
	for (size_t i = 0; i < cut->count; i++) {
		if (cut->kinds[i] == kind && declares(&cut->sections[i], i < cut->own, line, subs))
			return true;
	}
	return false;
}

/* A section of a 通则 without what is declared already. */
static void take_new(struct cut *cut, const struct token_line *head, size_t count)
{
	struct token_words words = token_words(head, 0);
	enum section_kind kind = find_kind(token_take(&words));
	struct token_line *kept = arena_make(cut->reader->arena, struct token_line, count + 1);
	size_t n = 0;
	kept[n++] = *head;
	bool whole = kind == SECTION_STEP;
	if (whole && is_declared(cut, kind, head, count))
		return;
	for (size_t i = 1, subs; i <= count; i += subs + 1) {
		for (subs = 0; i + subs < count && head[i + subs + 1].level == 2;)
			subs++;
		if (!whole && kinds[kind].declare != NULL &&
		    is_declared(cut, kind, &head[i], subs))
			continue;
		memcpy(kept + n, head + i, (subs + 1) * sizeof(*kept));
		n += subs + 1;
	}
	if (n > 1 || whole)
		take_section(cut, kept, n - 1);
}

/* The step's own lines with those of 本步 behind them. */
static void add_here(struct cut *cut, struct reader_section *section,
                     const struct parse_clause *clause)
{
	struct name name = name_on(section->head);
	str rest = clause->steps, item;
	bool named = false;
	while (!named && str_item(&rest, false, &item))
		named = str_eq(item, name.text) || str_eq(item, name.id);
	size_t count = section->count + clause->here.count;
	if (!named || clause->here.count == 0)
		return;
	struct token_line *lines = arena_make(cut->reader->arena, struct token_line, count + 1);
	memcpy(lines, section->head, (section->count + 1) * sizeof(*lines));
	memcpy(lines + section->count + 1, clause->here.at, clause->here.count * sizeof(*lines));
	*section = (struct reader_section){ lines, lines + 1, count };
}

/* The one step of a 记事 need not be written; with 本步 it has to be there. */
static void add_note_step(struct cut *cut, const struct parse_clause *clause)
{
	if (cut->reader->rule->kind != RULE_NOTE || clause->here.count == 0)
		return;
	for (size_t k = 0; k < cut->count; k++) {
		if (cut->kinds[k] == SECTION_STEP)
			return;
	}
	struct token_line *head = arena_make(cut->reader->arena, struct token_line, 1);
	*head = token_rewrite(cut->reader->arena, clause->use, STR("步骤  记入  note"));
	cut->sections[cut->count] = (struct reader_section){ head, head + 1, 0 };
	cut->kinds[cut->count++] = SECTION_STEP;
}

/* Carries out 适用: the sections of the 通则 become sections of the rule. False when one
 * could not: every name that it declares would be told as unknown. */
static bool apply_clauses(struct cut *cut, const struct token_lines *lines)
{
	size_t before = cut->reader->problems->count;
	struct arena *arena = cut->reader->arena;
	struct reader_section *uses = arena_make(arena, struct reader_section, cut->own);
	size_t count = 0;
	for (size_t i = 0; i < cut->own; i++) {
		if (cut->kinds[i] == SECTION_APPLY)
			uses[count++] = cut->sections[i];
	}
	cut->clause_count = parse_clause_apply(cut->reader, lines, uses, count, &cut->clauses);
	if (cut->reader->problems->count > before)
		return false;
	for (size_t i = 0; i < cut->clause_count; i++) {
		const struct token_lines *own = &cut->clauses[i].lines;
		memset(cut->first_line, 0, sizeof(cut->first_line));
		for (size_t at = 0, end; at < own->count; at = end) {
			end = section_end(own, at + 1);
			take_new(cut, &own->at[at], end - at - 1);
		}
	}
	for (size_t i = 0; i < cut->clause_count; i++) {
		add_note_step(cut, &cut->clauses[i]);
		for (size_t k = 0; k < cut->count; k++) {
			if (cut->kinds[k] == SECTION_STEP)
				add_here(cut, &cut->sections[k], &cut->clauses[i]);
		}
	}
	return true;
}

/* The steps after 于, once all are declared; false when there is an unknown one. */
static bool note_applied(struct cut *cut)
{
	struct rule *rule = cut->reader->rule;
	bool good = true;
	rule->applied = arena_make(cut->reader->arena, struct applied, cut->clause_count);
	rule->applied_count = cut->clause_count;
	for (size_t i = 0; i < cut->clause_count; i++) {
		struct applied *applied = &rule->applied[i];
		*applied = cut->clauses[i].applied;
		good = reader_steps(cut->reader, applied->line, cut->clauses[i].steps,
		                    &applied->steps, &applied->step_count) &&
		       good;
	}
	return good;
}

static void declare(struct cut *cut)
{
	struct reader *reader = cut->reader;
	for (size_t kind = 0; kind < SECTION_KINDS; kind++) {
		for (size_t i = 0; i < cut->count; i++) {
			if (cut->kinds[i] == kind && kinds[kind].declare != NULL)
				kinds[kind].declare(reader, &cut->sections[i]);
		}
	}
	if (reader->rule->kind == RULE_NOTE)
		parse_step_of_note(reader);
	parse_head_counted_by(reader, &cut->head);
	parse_head_split(reader, &cut->head);
}

static void resolve(struct cut *cut)
{
	for (size_t i = 0; i < cut->count; i++) {
		const struct kind *kind = &kinds[cut->kinds[i]];
		if (kind->resolve != NULL)
			kind->resolve(cut->reader, &cut->sections[i]);
	}
}

/* A 通则 without a rule. */
static const struct rule *refuse_alone(struct reader *reader, const struct token_lines *lines)
{
	err_fix(reader_fault(reader, lines->at[0].number, "rule.clause_alone",
	                     "这是通则，不能单独采用"),
	        "通则放在规程旁的 common 文件夹，由规程适用，例如：适用  不利决定  于 "
	        "作出处罚决定");
	return NULL;
}

const struct rule *parse_rule(struct arena *arena, str file, str text, struct problems *problems)
{
	size_t before = problems->count;
	struct token_lines lines;
	problems->origin = origin_find(arena, text);
	if (!token_read(arena, text, &lines, problems))
		return NULL;
	struct rule *rule = arena_make(arena, struct rule, 1);
	rule->file = file;
	rule->text = text;
	rule->origin = problems->origin;
	rule->digest = digest_str(DIGEST_SHA256, text);
	rule->effective = DAY_NONE;
	struct reader reader = { .arena = arena, .problems = problems, .rule = rule };
	for (size_t kind = 0; kind < READER_KINDS; kind++)
		table_init(&reader.seen[kind], arena);
	size_t own = parse_clause_begin(&lines);
	if (own == 0 && lines.count > 0)
		return refuse_alone(&reader, &lines);
	struct cut cut = { .reader = &reader };
	cut_sections(&cut, &(struct token_lines){ lines.at, own }, lines.count);
	if (!apply_clauses(&cut, &(struct token_lines){ lines.at + own, lines.count - own }))
		return NULL;
	declare(&cut);
	if (note_applied(&cut))
		resolve(&cut);
	return problems->count == before ? rule : NULL;
}
