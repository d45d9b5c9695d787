/* parse_sections.h -- one reader for each section of a rule; parse.c calls them in order.
 *
 * Inside define/ only. Those that declare names run first (pass one), the others
 * resolve names (pass two). Faults go to the reader's problems.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_PARSE_SECTIONS_H
#define GUIJU_DEFINE_PARSE_SECTIONS_H
#include "define/reader.h"

/* One head line (规程, 依据, 施行 ...); `seen` remembers which were there. 统计单位 is
 * resolved by parse_head_counted_by. */
#define PARSE_HEAD_WORDS 11
struct parse_head {
	const struct token_line *lines[PARSE_HEAD_WORDS]; /* the first of each, or NULL */
};
/* Is the first word of the line that of a head line? */
bool parse_head_is(const struct token_line *line);
void parse_head_line(struct reader *reader, const struct token_line *line,
                     struct parse_head *seen);
/* Notes the head lines that are not there. */
void parse_head_whole(struct reader *reader, const struct parse_head *seen);
void parse_head_counted_by(struct reader *reader, const struct parse_head *seen);
/* 统计分项, likewise. */
void parse_head_split(struct reader *reader, const struct parse_head *seen);

/* Pass one. */
void parse_field_section(struct reader *reader, const struct reader_section *section);
void parse_parts_roles(struct reader *reader, const struct reader_section *section);
void parse_parts_papers(struct reader *reader, const struct reader_section *section);
void parse_parts_stages(struct reader *reader, const struct reader_section *section);
void parse_step_name(struct reader *reader, const struct reader_section *section);
void parse_limit_names(struct reader *reader, const struct reader_section *section);
void parse_count_names(struct reader *reader, const struct reader_section *section);
void parse_table_name(struct reader *reader, const struct reader_section *section);
/* The one stage and step of a 记事, once its roles, fields and papers are declared. */
void parse_step_of_note(struct reader *reader);

/* Pass two. */
void parse_parts_organs(struct reader *reader, const struct reader_section *section);
void parse_step_section(struct reader *reader, const struct reader_section *section);
void parse_limit_section(struct reader *reader, const struct reader_section *section);
void parse_count_section(struct reader *reader, const struct reader_section *section);
void parse_table_section(struct reader *reader, const struct reader_section *section);
void parse_public_checks(struct reader *reader, const struct reader_section *section);
void parse_public_section(struct reader *reader, const struct reader_section *section);
void parse_docket_section(struct reader *reader, const struct reader_section *section);

/* An operand of 算, 率, 均, 核对 and tables: an indicator of this rule (NULL with a fault
 * when there is none), or 规程.指标 of another, whose existence the library judges. */
bool parse_count_operand(struct reader *reader, int line, str word, struct operand *of);
/* The same with 上年 before it, or an integer. */
bool parse_count_item(struct reader *reader, struct token_words *words, struct sum_item *item);

/* The lines of a step that do something to limits, numbers, values and other records;
 * the words stand behind the keyword. */
void parse_effect_clock(struct reader *reader, struct step *step, struct token_words *words,
                        enum clock_verb verb);
void parse_effect_number(struct reader *reader, struct step *step, struct token_words *words);
void parse_effect_assign(struct reader *reader, struct step *step, struct token_words *words);
void parse_effect_take(struct reader *reader, struct step *step, struct token_words *words);
void parse_effect_order(struct reader *reader, struct step *step, struct token_words *words,
                        enum order_verb verb);

#endif
