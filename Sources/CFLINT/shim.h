#pragma once
#if !__has_include(<flint/fmpq.h>)
#error "libflint-dev is not installed: run `make run`, which installs what is missing"
#endif
#if !__has_include(<arb.h>)
#error "libflint-arb-dev is not installed: run `make run`, which installs what is missing"
#endif
#include <stdio.h>
#include <gmp.h>
#include <mpfr.h>
#include <flint/fmpq.h>
#include <flint/fmpq_mat.h>
#include <flint/fmpq_poly.h>
#include <arb.h>
#include <arb_hypgeom.h>
#include <acb.h>
#include <acb_calc.h>
#include <acb_mat.h>
#include <arb_fmpz_poly.h>
