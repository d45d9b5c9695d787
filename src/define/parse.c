/* parse.c -- a rule's text becomes the model: sections are cut, names declared, then resolved.
 *
 *     text --token--> lines --cut--> sections --pass one--> names --pass two--> model
 *
 * Sections are read in the order of the kinds below, whatever their order in the file;
 * faults come out in the order of the lines all the same.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse.h"

#include "base/arena.h"
#include "base/str.h"
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
	SECTION_PUBLIC,
	SECTION_EXAMPLE,
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
	[SECTION_PUBLIC] = { "公开", true, NULL, parse_public_section },
	[SECTION_EXAMPLE] = { "示例", false, NULL, parse_docket_section },
};

struct cut {
	struct reader *reader;
	struct parse_head head;
	struct reader_section *sections;
	enum section_kind *kinds;
	size_t count;
	int first_line[SECTION_KINDS]; /* of the first section of the kind, 0 = none */
};

/* All words that may stand flush left, for suggestions. */
static void fault_section(struct reader *reader, const struct token_line *line, str word)
{
	static const char *const known[] = {
		"规程", "名录", "记事", "依据", "施行", "主管", "案号", "归口", "统计单位", "保存",
		"角色", "字段", "材料", "环节", "步骤", "期限", "指标", "核对", "公开",     "示例",
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
	bool note = reader->rule->kind == RULE_NOTE;
	if (note && (kind == SECTION_STAGES || kind == SECTION_STEP)) {
		err_fix(reader_fault(reader, line, "rule.note_section", "记事没有“%s”",
		                     kinds[kind].word),
		        "记事只有一步“记入”，填全部字段；有办理过程的请在文件头写："
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
	if (count > 0 && head[1].level == 2)
		fault_indent(reader, head + 1, "这一行缩进太多，不知道补充的是哪一行");
	cut->sections[cut->count] = (struct reader_section){ head, head + 1, count };
	cut->kinds[cut->count++] = kind;
}

static void cut_sections(struct cut *cut, const struct token_lines *lines)
{
	struct arena *arena = cut->reader->arena;
	cut->sections = arena_make(arena, struct reader_section, lines->count);
	cut->kinds = arena_make(arena, enum section_kind, lines->count);
	size_t at = section_end(lines, 0);
	if (at > 0)
		fault_indent(cut->reader, &lines->at[0], "文件的第一行要顶格");
	while (at < lines->count) {
		size_t end = section_end(lines, at + 1);
		take_section(cut, &lines->at[at], end - at - 1);
		at = end;
	}
	parse_head_whole(cut->reader, &cut->head);
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
}

static void resolve(struct cut *cut)
{
	for (size_t i = 0; i < cut->count; i++) {
		const struct kind *kind = &kinds[cut->kinds[i]];
		if (kind->resolve != NULL)
			kind->resolve(cut->reader, &cut->sections[i]);
	}
}

const struct rule *parse_rule(struct arena *arena, str file, str text, struct problems *problems)
{
	size_t before = problems->count;
	struct token_lines lines;
	if (!token_read(arena, text, &lines, problems))
		return NULL;
	struct rule *rule = arena_make(arena, struct rule, 1);
	rule->file = file;
	rule->text = text;
	rule->digest = digest_str(DIGEST_SHA256, text);
	rule->effective = DAY_NONE;
	struct reader reader = { .arena = arena, .problems = problems, .rule = rule };
	for (size_t kind = 0; kind < READER_KINDS; kind++)
		table_init(&reader.seen[kind], arena);
	struct cut cut = { .reader = &reader };
	cut_sections(&cut, &lines);
	declare(&cut);
	resolve(&cut);
	return problems->count == before ? rule : NULL;
}
