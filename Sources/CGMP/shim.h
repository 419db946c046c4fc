#pragma once
#if !__has_include(<gmp.h>)
#error "libgmp-dev is not installed: run `make run`, which installs what is missing"
#endif
#include <stdarg.h>
#include <stdio.h>
#include <gmp.h>

// Function-like macros of gmp.h, which Swift does not import.
static inline int checks_mpz_sgn(mpz_srcptr z) { return mpz_sgn(z); }
static inline int checks_mpq_sgn(mpq_srcptr q) { return mpq_sgn(q); }
static inline mpz_ptr checks_mpq_numref(mpq_ptr q) { return mpq_numref(q); }
static inline mpz_ptr checks_mpq_denref(mpq_ptr q) { return mpq_denref(q); }
