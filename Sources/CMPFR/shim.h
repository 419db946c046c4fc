#pragma once
#if !__has_include(<mpfr.h>)
#error "libmpfr-dev is not installed: run `make run`, which installs what is missing"
#endif
#include <stdarg.h>
#include <stdio.h>
#include <gmp.h>
#include <mpfr.h>
