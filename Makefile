# Makefile -- builds guiju and guiju-verify, and runs what checks them.
#
#   make                 both programs into build/
#   make check           house law, unit tests, goldens, suites (./test adds all of them up)
#   make test-unit       unit tests, floor by floor; stops at the first red floor
#   make golden          what is said of each rule in tests/procedure/
#   make suites          every tests/NAME/run
#   make tidy            house law, and whether docs/limits.md is current
#   make fuzz            fuzzers into build-fuzz/ (clang)
#   make bench           measures this machine (guiju bench)
#   make man             manual pages and completions into build/man
#   make install         into $(DESTDIR)$(prefix), units for systemd too
#   make ... SAN=1       with address and undefined-behaviour sanitizers, in build-san/
#   make ... CC=clang B=build-clang    with the other compiler
#
# Debian packages: see ./run (to build) and ./test (to test).

CC = gcc
AR = ar
B = build
prefix = /usr/local
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
       -Wmissing-prototypes -Wvla -Werror
EXTRA =
OPT = -O2 -g
HTTP_LIBS := $(shell pkg-config --libs libmicrohttpd 2>/dev/null || echo -lmicrohttpd)
LIBS = -lsqlite3 -lcrypto -largon2 -ljansson -lcurl -lz -lm $(HTTP_LIBS) -pthread
# PostgreSQL where libpq is there; without it a store on a server is refused by name.
PQ := $(shell pkg-config --exists libpq 2>/dev/null && echo yes)
ifdef PQ
PQ_FLAGS := -DGUIJU_POSTGRES $(patsubst -I%,-isystem %,$(shell pkg-config --cflags libpq))
LIBS += $(shell pkg-config --libs libpq)
endif
# The verifier must run without a database: sqlite is not even offered to it.
VERIFY_LIBS = -Wl,--as-needed -lcrypto -ljansson

ifdef FUZZ
B = build-fuzz
CC = clang
OPT = -O1 -g
EXTRA = -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined \
        -fno-omit-frame-pointer -DARENA_EACH
else ifdef SAN
B = build-san
OPT = -O1 -g
EXTRA = -fsanitize=address,undefined -fno-sanitize-recover=undefined \
        -fno-omit-frame-pointer -DARENA_EACH
endif

CFLAGS = -std=c11 $(OPT) -D_GNU_SOURCE -Isrc $(PQ_FLAGS) $(WARN) $(EXTRA)
COMPILE = $(CC) $(CFLAGS) -MMD -MP

SRC = $(filter-out $(if $(PQ),,src/store/pg_%.c src/store/db_postgres.c),$(wildcard src/*/*.c))
MAINS = src/app/main.c src/verify/main.c
LIB_SRC = $(filter-out $(MAINS) $(wildcard src/app/fuzz_*.c),$(SRC))
LIB_OBJ = $(LIB_SRC:src/%.c=$(B)/%.o)
LIB = $(B)/libguiju.a
PROGRAMS = $(if $(wildcard src/app/main.c),$(B)/guiju) \
           $(if $(wildcard src/verify/main.c),$(B)/guiju-verify)
TESTS = $(sort $(patsubst tests/%.c,$(B)/%,$(wildcard tests/unit/*/test_*.c)))
FLOORS = $(sort $(foreach test,$(TESTS),$(firstword \
           $(subst -, ,$(patsubst $(B)/unit/%,%,$(test))))))
FUZZERS = $(patsubst tests/fuzz/%.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))

.PHONY: all check unit test-unit golden suites tidy fuzz fuzzers bench man install clean $(FLOORS:%=floor-%)
.DELETE_ON_ERROR:

all: $(LIB) $(PROGRAMS)

check: tidy all test-unit golden suites

$(LIB): $(LIB_OBJ)
	@rm -f $@
	@echo "  AR  $@"
	@$(AR) qcs $@ $(LIB_OBJ)

$(B)/guiju: $(B)/app/main.o $(LIB)
	@echo "  LD  $@"
	@$(CC) $(CFLAGS) $^ $(LIBS) -o $@

$(B)/guiju-verify: $(B)/verify/main.o $(LIB)
	@echo "  LD  $@"
	@$(CC) $(CFLAGS) $^ $(VERIFY_LIBS) -o $@

$(B)/%.o: src/%.c
	@mkdir -p $(@D)
	@echo "  CC  $<"
	@$(COMPILE) -c $< -o $@

# Unit tests. A floor is the number before the '-' of the folder's name.

$(B)/unit/check.o: tests/unit/check.c
	@mkdir -p $(@D)
	@echo "  CC  $<"
	@$(COMPILE) -c $< -o $@

$(TESTS): $(B)/%: tests/%.c $(B)/unit/check.o $(LIB)
	@mkdir -p $(@D)
	$(COMPILE) -MF $@.d -MT $@ -Itests/unit $(filter-out %.h,$^) $(LIBS) -o $@

$(foreach n,$(FLOORS),$(eval floor-$(n): $(filter $(B)/unit/$(n)-%,$(TESTS))))

$(FLOORS:%=floor-%):
	@bad=0; for test in $^; do $$test || bad=1; done; exit $$bad

unit: $(TESTS)

test-unit:
	@for n in $(FLOORS); do \
		$(MAKE) --no-print-directory floor-$$n || \
		{ echo "floor $$n is red; the floors above were not tried"; exit 1; }; \
	done

# Programs of the other tests: tests/x/y.c becomes $(B)/tests/x/y.

$(B)/tests/%: tests/%.c $(LIB)
	@mkdir -p $(@D)
	$(COMPILE) -MF $@.d -MT $@ -I$(<D) -Itests/unit $(filter-out %.h,$^) $(LIBS) -o $@

golden: $(B)/tests/procedure/golden
	@$< tests/procedure/refused tests/procedure/accepted

suites: all
	@bad=0; for run in $(wildcard tests/*/run); do $$run || bad=1; done; exit $$bad

tidy:
	tools/check-floors
	tools/tidy
	tools/header-alone
	tools/limits --check

# Fuzzers: run one with   build-fuzz/fuzz_x -max_total_time=60 corpus/

fuzz:
	@$(MAKE) --no-print-directory FUZZ=1 fuzzers

fuzzers: $(FUZZERS)

$(FUZZERS): $(B)/%: tests/fuzz/%.c $(LIB)
	$(COMPILE) -MF $@.d -MT $@ -Wno-missing-prototypes -fsanitize=fuzzer \
		$(filter-out %.h,$^) $(LIBS) -o $@

bench: $(B)/guiju
	$(B)/guiju bench

man: $(PROGRAMS)
	@GUIJU_HOME=$(CURDIR) tools/man $(B) $(B)/man

install: all man
	@DESTDIR=$(DESTDIR) prefix=$(prefix) tools/install-files $(B)

clean:
	rm -rf build build-san build-fuzz

-include $(wildcard $(B)/*.d $(B)/*/*.d $(B)/unit/*/*.d $(B)/tests/*/*.d $(B)/bench/*.d)
