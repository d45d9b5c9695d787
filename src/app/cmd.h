/* cmd.h -- the commands of guiju, one function each.
 *
 * argv[0] is the command's own word ("due"), its options follow. Each prints its
 * result to standard output and its error to standard error, and gives the exit
 * code of the program: 0, or err_exit_code.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_CMD_H
#define GUIJU_APP_CMD_H

/* When a period ends, with the count day by day: `guiju due --from 2024-09-27
 * --length '5 个工作日'`. Reads calendars/ of file_home. */
int cmd_due(int argc, char **argv);

/* Commands over a store; each says its words and options with --help. */
int cmd_init(int argc, char **argv);
/* Reads, judges and tries rule files: `guiju check FILE...`. Exit 1 when any is faulty. */
int cmd_check(int argc, char **argv);
/* A rule read back as prose, drawing, table or text: `guiju explain NAME|FILE`. */
int cmd_explain(int argc, char **argv);
/* All spans of time of the rules as a page for a lawyer: `guiju limits [FILE...]`. */
int cmd_limits(int argc, char **argv);
/* The articles that rules cite: `guiju cites [FILE...] [--json]`. */
int cmd_cites(int argc, char **argv);
/* Puts a rule or calendar in force: `guiju adopt STORE FILE`. */
int cmd_adopt(int argc, char **argv);
/* Takes a step: `guiju step STORE PROCEDURE[/RECORD] STEP --as PERSON`. */
int cmd_step(int argc, char **argv);
/* Lets the clock run: `guiju tick STORE [--at TIME]`. */
int cmd_tick(int argc, char **argv);
/* A record with its history and clocks: `guiju show STORE RECORD`. */
int cmd_show(int argc, char **argv);
/* Records of a procedure: `guiju list STORE PROCEDURE [--stage S] [--overdue]`. */
int cmd_list(int argc, char **argv);
/* Takes CSV in through a mapping: `guiju import STORE --map FILE.map DATA.csv`. */
int cmd_import(int argc, char **argv);
/* An indicator with its formula and records: `guiju figure STORE PROCEDURE.INDICATOR`. */
int cmd_figure(int argc, char **argv);
/* A table of a rule computed and tried: `guiju table STORE PROCEDURE.TABLE --year 2024`. */
int cmd_table(int argc, char **argv);
/* The yearly report compiled: `guiju report STORE --year 2024`. */
int cmd_report(int argc, char **argv);
/* The demonstration year: `guiju demo STORE [--year 2024]`. */
int cmd_demo(int argc, char **argv);
/* The whole store checked: `guiju verify STORE`. Exit 6 when anything is wrong. */
int cmd_verify(int argc, char **argv);
/* A verified copy of a store in use: `guiju backup STORE TARGET`. */
int cmd_backup(int argc, char **argv);
/* A store made from a backup: `guiju restore BACKUP STORE [--known CHECKPOINT]`. */
int cmd_restore(int argc, char **argv);
/* Machine and store looked over: `guiju doctor [STORE]`. */
int cmd_doctor(int argc, char **argv);
/* Private values of a record erased by law: `guiju erase STORE RECORD --as PERSON --basis B`. */
int cmd_erase(int argc, char **argv);
/* A proof of one record in one file: `guiju prove STORE RECORD [--private] [-o FILE]`. */
int cmd_prove(int argc, char **argv);
/* The whole log as files for guiju-verify: `guiju export STORE FOLDER`. */
int cmd_export(int argc, char **argv);
/* The contract of the server, printed: `guiju openapi STORE`. */
int cmd_openapi(int argc, char **argv);
/* The store behind HTTP: `guiju serve STORE [--port N]`. */
int cmd_serve(int argc, char **argv);
/* Who may sign in: `guiju user STORE list|invite|password|totp|...`. */
int cmd_user(int argc, char **argv);
/* The office moves to another store with the same log: `guiju migrate OLD NEW`. */
int cmd_migrate(int argc, char **argv);
/* Measures this machine: `guiju bench`. */
int cmd_bench(int argc, char **argv);

#endif
