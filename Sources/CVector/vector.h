#pragma once
/// Loops over eight doubles at once, each compiled for the vector instructions of three generations of
/// processors; the best one that the processor has is taken when the program runs.
///
/// All operations are rounded as IEEE 754 says and none are contracted, so that every version gives the same bits.

// Everything is inlined, so that no vector is an argument of a call.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

/// Eight doubles, in Swift `SIMD8<Double>`.
typedef double vector_f64x8 __attribute__((ext_vector_type(8)));
typedef unsigned long long vector_word;
typedef vector_word vector_u64x8 __attribute__((ext_vector_type(8)));

#define VECTOR_INLINE static inline __attribute__((always_inline))

VECTOR_INLINE vector_f64x8 vector_double(vector_u64x8 bits) {
  vector_f64x8 x;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

VECTOR_INLINE vector_u64x8 vector_bits(vector_f64x8 x) {
  vector_u64x8 bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

/// The upper 52 bits as numbers in [0, 1).
VECTOR_INLINE vector_f64x8 vector_fraction(vector_u64x8 words) {
  return vector_double((words >> 12) | 0x3FF0000000000000ull) - 1.0;
}

/// Four blocks of Philox4x64-10 with the counters (position + b, stream, 0, 0) and the key (seed, 0).
VECTOR_INLINE void vector_philox(
    vector_word position, vector_word stream, vector_word seed, vector_word *restrict words) {
  vector_word x[4][4];
  for (int b = 0; b < 4; b++) {
    x[0][b] = position + b;
    x[1][b] = stream;
    x[2][b] = 0;
    x[3][b] = 0;
  }
  vector_word k0 = seed, k1 = 0;
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
#pragma clang loop unroll(full) vectorize(disable)
    for (int b = 0; b < 4; b++) {
      unsigned __int128 p = (unsigned __int128)0xD2E7470EE14C6C93ull * x[0][b];
      unsigned __int128 q = (unsigned __int128)0xCA5A826395121157ull * x[2][b];
      x[0][b] = (vector_word)(q >> 64) ^ x[1][b] ^ k0;
      x[1][b] = (vector_word)q;
      x[2][b] = (vector_word)(p >> 64) ^ x[3][b] ^ k1;
      x[3][b] = (vector_word)p;
    }
    k0 += 0x9E3779B97F4A7C15ull;
    k1 += 0xBB67AE8584CAA73Bull;
  }
  for (int b = 0; b < 4; b++)
    for (int i = 0; i < 4; i++) words[4 * b + i] = x[i][b];
}

/// log x for positive normal x: FreeBSD's `e_log.c`, error below one unit in the last place.
VECTOR_INLINE vector_f64x8 vector_log(vector_f64x8 x) {
#pragma clang fp contract(off)
  // x = 2^k m with m in [sqrt(1/2), sqrt(2)).
  const vector_word half = 0x3FE6A09E00000000ull;
  vector_u64x8 shifted = vector_bits(x) + (0x3FF0000000000000ull - half);
  vector_f64x8 k = vector_double((shifted >> 52) | 0x4330000000000000ull) - (0x1p52 + 1023);
  vector_f64x8 f = vector_double((shifted & 0x000FFFFFFFFFFFFFull) + half) - 1.0;
  vector_f64x8 s = f / (2.0 + f), z = s * s, w = z * z;
  vector_f64x8 even =
      w * (0.3999999999940941908 + w * (0.2222219843214978396 + w * 0.1531383769920937332));
  vector_f64x8 odd = z * (0.6666666666666735130 +
      w * (0.2857142874366239149 + w * (0.1818357216161805012 + w * 0.1479819860511658591)));
  vector_f64x8 square = 0.5 * f * f;
  vector_f64x8 low = s * (square + (even + odd)) + k * 1.90821492927058770002e-10;
  return k * 6.93147180369123816490e-01 - ((square - low) - f);
}

/// e^x for |x| <= 700: FreeBSD's `e_exp.c`, error below one unit in the last place.
VECTOR_INLINE vector_f64x8 vector_exp(vector_f64x8 x) {
#pragma clang fp contract(off)
  // x = k log 2 + r; adding 1.5 * 2^52 rounds to an integer.
  vector_f64x8 shifted = x * 1.44269504088896338700e+00 + 0x1.8p52;
  vector_f64x8 k = shifted - 0x1.8p52;
  vector_f64x8 high = x - k * 6.93147180369123816490e-01;
  vector_f64x8 low = k * 1.90821492927058770002e-10;
  vector_f64x8 r = high - low, t = r * r;
  vector_f64x8 c = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 +
      t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 +
      t * 4.13813679705723846039e-08))));
  vector_f64x8 y = 1.0 - ((low - (r * c) / (2.0 - c)) - high);
  return vector_double(vector_bits(y) + (vector_bits(shifted) << 52));
}

/// The sine and the cosine of |x| <= pi/4: FreeBSD's `k_sin.c` and `k_cos.c`.
VECTOR_INLINE void vector_first_octant(
    vector_f64x8 x, vector_f64x8 *restrict sine, vector_f64x8 *restrict cosine) {
#pragma clang fp contract(off)
  vector_f64x8 z = x * x;
  vector_f64x8 p = -1.98412698298579493134e-04 + z * (2.75573137070700676789e-06 +
      z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10));
  *sine = x + (x * z) * (-1.66666666666666324348e-01 + z * (8.33333333332248946124e-03 + z * p));
  vector_f64x8 q = 2.48015872894767294178e-05 + z * (-2.75573143513906633035e-07 +
      z * (2.08757232129817482790e-09 - z * 1.13596475577881948265e-11));
  vector_f64x8 fourth =
      4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * q);
  *cosine = 1.0 - (0.5 * z - (z * z) * fourth);
}

/// sin(x + turns * pi/2) for |x| <= 1000: FreeBSD's `e_rem_pio2.c` in two parts, absolute error below 2^-52.
VECTOR_INLINE vector_f64x8 vector_sine(vector_f64x8 x, vector_word turns) {
#pragma clang fp contract(off)
  // x = k pi/2 + r; adding 1.5 * 2^52 rounds to an integer, and the products with the first part are exact.
  vector_f64x8 shifted = x * 6.36619772367581382433e-01 + 0x1.8p52;
  vector_f64x8 k = shifted - 0x1.8p52;
  vector_f64x8 r =
      (x - k * 1.57079632673412561417e+00) - k * 6.07710050650619224932e-11;
  vector_f64x8 sine, cosine;
  vector_first_octant(r, &sine, &cosine);
  vector_u64x8 quadrant = vector_bits(shifted) + turns;
  vector_u64x8 s = vector_bits(sine), c = vector_bits(cosine);
  vector_u64x8 exchange = (s ^ c) & (0 - (quadrant & 1));
  return vector_double((s ^ exchange) ^ ((quadrant << 62) & (1ull << 63)));
}

/// Box and Muller's pairs from two rows of words.
VECTOR_INLINE void vector_pairs(vector_u64x8 a, vector_u64x8 b, double *restrict out) {
#pragma clang fp contract(off)
  vector_f64x8 radius = __builtin_elementwise_sqrt(-2.0 * vector_log(1.0 - vector_fraction(a)));
  // The angle in the first octant from the upper 52 bits.
  vector_f64x8 sine, cosine;
  vector_first_octant(0.78539816339744830962 * vector_fraction(b), &sine, &cosine);
  // One bit exchanges the two, two are their signs.
  vector_u64x8 s = vector_bits(sine), c = vector_bits(cosine);
  vector_u64x8 exchange = (s ^ c) & (0 - (b & 1));
  vector_f64x8 first = radius * vector_double((c ^ exchange) ^ ((b << 62) & (1ull << 63)));
  vector_f64x8 second = radius * vector_double((s ^ exchange) ^ ((b << 61) & (1ull << 63)));
  __builtin_memcpy(out, &first, sizeof first);
  __builtin_memcpy(out + 8, &second, sizeof second);
}

VECTOR_INLINE void vector_normals_body(
    vector_word position, vector_word stream, vector_word seed, double *restrict out, long groups) {
  for (long g = 0; g < groups; g++) {
    vector_word words[16] __attribute__((aligned(64)));
    vector_philox(position + 4 * g, stream, seed, words);
    vector_u64x8 a, b;
    __builtin_memcpy(&a, words, sizeof a);
    __builtin_memcpy(&b, words + 8, sizeof b);
    vector_pairs(a, b, out + 16 * g);
  }
}

VECTOR_INLINE void vector_logs_body(double *x, long rows) {
  for (long i = 0; i < rows; i++) {
    vector_f64x8 v;
    __builtin_memcpy(&v, x + 8 * i, sizeof v);
    v = vector_log(v);
    __builtin_memcpy(x + 8 * i, &v, sizeof v);
  }
}

VECTOR_INLINE void vector_exps_body(double *x, long rows) {
  for (long i = 0; i < rows; i++) {
    vector_f64x8 v;
    __builtin_memcpy(&v, x + 8 * i, sizeof v);
    v = vector_exp(v);
    __builtin_memcpy(x + 8 * i, &v, sizeof v);
  }
}

VECTOR_INLINE void vector_sines_body(double *x, long rows, long turns) {
  for (long i = 0; i < rows; i++) {
    vector_f64x8 v;
    __builtin_memcpy(&v, x + 8 * i, sizeof v);
    v = vector_sine(v, (vector_word)turns);
    __builtin_memcpy(x + 8 * i, &v, sizeof v);
  }
}

VECTOR_INLINE void vector_masked_sums_body(
    const vector_word *masks, const double *values, long count, double *restrict sums) {
  const vector_u64x8 lanes = {1, 2, 4, 8, 16, 32, 64, 128};
  vector_f64x8 total[8] = {0};
  for (long j = 0; j < count; j++) {
    vector_u64x8 value = vector_bits((vector_f64x8)values[j]);
#pragma clang loop unroll(full)
    for (int row = 0; row < 8; row++) {
      vector_u64x8 bits = (vector_u64x8)(masks[j] >> (8 * row)) & lanes;
      total[row] += vector_double(value & (vector_u64x8)(bits != 0));
    }
  }
  __builtin_memcpy(sums, total, sizeof total);
}

#if defined(__x86_64__)
#define VECTOR_512 __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,bmi2")))
#define VECTOR_256 __attribute__((target("avx2,bmi2")))
#define VECTOR_VERSIONS(name, parameters, arguments)                                           \
  VECTOR_512 static inline void name##_512 parameters { name##_body arguments; }               \
  VECTOR_256 static inline void name##_256 parameters { name##_body arguments; }               \
  static inline void name parameters {                                                         \
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&             \
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&            \
        __builtin_cpu_supports("bmi2")) {                                                      \
      name##_512 arguments;                                                                    \
    } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) {             \
      name##_256 arguments;                                                                    \
    } else {                                                                                   \
      name##_body arguments;                                                                   \
    }                                                                                          \
  }                                                                                            \
  static inline void name##_baseline parameters { name##_body arguments; }
#else
#define VECTOR_VERSIONS(name, parameters, arguments)                                           \
  static inline void name parameters { name##_body arguments; }                                \
  static inline void name##_baseline parameters { name##_body arguments; }
#endif

/// Fills sixteen times `groups` doubles with standard normals: group g from the blocks position + 4g, ….
VECTOR_VERSIONS(
    vector_normals,
    (vector_word position, vector_word stream, vector_word seed, double *restrict out, long groups),
    (position, stream, seed, out, groups))

/// Takes the logarithm of eight times `rows` positive normal doubles in place.
VECTOR_VERSIONS(vector_logs, (double *x, long rows), (x, rows))

/// Takes the exponential of eight times `rows` doubles of magnitude at most 700 in place.
VECTOR_VERSIONS(vector_exps, (double *x, long rows), (x, rows))

/// Takes sin(x + turns * pi/2) of eight times `rows` doubles of magnitude at most 1000 in place.
VECTOR_VERSIONS(vector_sines, (double *x, long rows, long turns), (x, rows, turns))

/// For each bit k of 64 the sum of the values whose masks have that bit.
VECTOR_VERSIONS(
    vector_masked_sums,
    (const vector_word *masks, const double *values, long count, double *restrict sums),
    (masks, values, count, sums))

#pragma clang diagnostic pop
