/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mathematics of long double, against numbers from another library.
 */
#include <complex.h>
#include <math.h>
#include <string.h>
#include <tgmath.h>

#include "guest/check.h"

static const struct {
	long double (*function)(long double);
	const char *name;
	long double argument, wanted;
} of_one[] = {
	{ acosl, "acosl", 0x9.99999999999999ap-5L, 0xa.20faf65f77ac4c7p-3L },
	{ acosl, "acosl", -0xf.fbe76c8b439581p-4L, 0xc.633140574946edep-2L },
	{ acosl, "acosl", 0x8p-3L, 0x0p+0L },
	{ acoshl, "acoshl", 0x8.00346dc5d638866p-3L, 0xe.7b3ebf606b5404bp-10L },
	{ acoshl, "acoshl", 0xap-1L, 0x9.2b73352451daf69p-2L },
	{ acoshl, "acoshl", 0x9.24d692ca61be758p+329L,
	  0xe.6f39fc252795c5ep+4L },
	{ asinl, "asinl", 0x9.99999999999999ap-5L, 0x9.c00acf0a7b7f5b8p-5L },
	{ asinl, "asinl", -0xf.fbe76c8b439581p-4L, -0xc.3564d68c7c01b87p-3L },
	{ asinhl, "asinhl", -0xa.7c5ac471b478423p-20L,
	  -0xa.7c5ac470f450f0ep-20L },
	{ asinhl, "asinhl", 0x8p-2L, 0xb.8c90c189e84397dp-3L },
	{ asinhl, "asinhl", 0xb.f21e44003acdd2dp+993L,
	  0xa.cddfec5c1f21d89p+6L },
	{ atanl, "atanl", 0xc.ccccccccccccccdp-7L, 0xc.c1f1417166261d7p-7L },
	{ atanl, "atanl", -0xc.8p+3L, -0xc.7c82f596f790c5fp-3L },
	{ atanhl, "atanhl", 0xd.1b71758e219652cp-17L,
	  0xd.1b717649c7fbc79p-17L },
	{ atanhl, "atanhl", -0xe.666666666666666p-4L,
	  -0xb.c71b0302599638fp-3L },
	{ cbrtl, "cbrtl", -0x8p-2L, -0xa.14517cc6b945711p-3L },
	{ cbrtl, "cbrtl", 0xd.1ba8323fe558c61p+13284L,
	  0x9.6e6b0cdaffba1cdp+4426L },
	{ cbrtl, "cbrtl", 0x0.00000132976ab26p-16385L,
	  0xa.b42f8603c0c06a5p-5473L },
	{ ceill, "ceill", -0x8p-4L, -0x0p+0L },
	{ ceill, "ceill", 0xd.e0b6b3a76400008p+56L, 0xd.e0b6b3a7640001p+56L },
	{ ceill, "ceill", 0x8.666666666666666p-2L, 0xcp-2L },
	{ cosl, "cosl", 0x8p-3L, 0x8.a51407da8345c92p-4L },
	{ cosl, "cosl", -0xa.4p+1L, -0xa.2f2393b50be34d7p-7L },
	{ cosl, "cosl", 0xc.35p+13L, -0xf.fd61c20d9ed39b1p-4L },
	{ coshl, "coshl", 0xc.ccccccccccccccdp-7L, 0x8.0a3fa011259c36cp-3L },
	{ coshl, "coshl", 0xap+1L, 0xe.758445b47402058p+24L },
	{ coshl, "coshl", -0xa.bep+10L, 0xc.838961a26b2addap+15865L },
	{ erfl, "erfl", 0x8p-3L, 0xd.7bb3d3a08445636p-4L },
	{ erfl, "erfl", -0x8p-4L, -0x8.53f7ae0c76e915ep-4L },
	{ erfcl, "erfcl", 0x8p-2L, 0x9.947af61a873346cp-11L },
	{ exp2l, "exp2l", -0x9.99999999999999ap-5L, 0xc.fefc5e67299eb9p-4L },
	{ exp2l, "exp2l", 0xf.a02p+10L, 0xb.504f333f9de6484p+15997L },
	{ exp2l, "exp2l", -0x8.07p+11L, 0x0.00000000000002p-16385L },
	{ expl, "expl", 0xd.be6fecebdedd5bfp-37L, 0x8.000000036f9bfb4p-3L },
	{ expl, "expl", -0x8p-3L, 0xb.c5ab1b16779be36p-5L },
	{ expl, "expl", 0xa.bep+10L, 0xc.838961a26b2addap+15866L },
	{ expl, "expl", -0xb.1f8p+10L, 0x0.000000000001a0ep-16385L },
	{ expm1l, "expm1l", 0x9.392ee8e921d5d07p-63L,
	  0x9.392ee8e921d5d0dp-63L },
	{ expm1l, "expm1l", -0xc.ccccccccccccccdp-5L,
	  -0xa.8cbcf98d8f123dcp-5L },
	{ expm1l, "expm1l", 0xfp+1L, 0x9.b823857613764f4p+40L },
	{ fabsl, "fabsl", -0xcp-2L, 0xcp-2L },
	{ floorl, "floorl", -0x8p-4L, -0x8p-3L },
	{ floorl, "floorl", 0x9.cp+0L, 0x9p+0L },
	{ lgammal, "lgammal", 0x8p-4L, 0x9.28682473d0de85fp-4L },
	{ lgammal, "lgammal", 0xap+0L, 0xc.cd4490d3fbe7a59p+0L },
	{ tgammal, "tgammal", 0x8p-4L, 0xe.2dfc48da77b553dp-3L },
	{ tgammal, "tgammal", 0xap-1L, 0xcp+1L },
	{ log10l, "log10l", 0xf.ap+6L, 0xc.000000000000001p-2L },
	{ log10l, "log10l", 0x9.99999999999999ap-5L, -0x8.5db61a6c0a80bddp-4L },
	{ log1pl, "log1pl", 0xe.c1e4a7db69561a5p-67L,
	  0xe.c1e4a7db69561a4p-67L },
	{ log1pl, "log1pl", -0x8p-5L, -0x9.34b1089a6dc93c2p-5L },
	{ log1pl, "log1pl", 0x8p+0L, 0x8.c9f53d5681854bbp-2L },
	{ log2l, "log2l", 0x8p+0L, 0xcp-2L },
	{ log2l, "log2l", 0xc.ccccccccccccccdp-7L, -0xd.49a784bcd1b8afep-2L },
	{ logl, "logl", 0x8p-2L, 0xb.17217f7d1cf79acp-4L },
	{ logl, "logl", 0x9.c3d73864f3805cp-13291L, -0x8.fe95c8a78a8b80fp+10L },
	{ logbl, "logbl", 0x8p+0L, 0xcp-2L },
	{ logbl, "logbl", 0x0.00000132976ab26p-16385L, -0x8.032p+11L },
	{ nearbyintl, "nearbyintl", 0xap-2L, 0x8p-2L },
	{ nearbyintl, "nearbyintl", -0xep-2L, -0x8p-1L },
	{ rintl, "rintl", 0xap-2L, 0x8p-2L },
	{ roundl, "roundl", 0xap-2L, 0xcp-2L },
	{ roundl, "roundl", -0xep-2L, -0x8p-1L },
	{ roundl, "roundl", 0xf.fffffffffffffffp-5L, 0x0p+0L },
	{ sinl, "sinl", 0x8p-3L, 0xd.76aa47848677021p-4L },
	{ sinl, "sinl", -0xa.4p+1L, -0xf.f303cc61b1907a1p-4L },
	{ sinl, "sinl", 0xc.35p+13L, 0x9.26d54e293f4b1c8p-8L },
	{ sinhl, "sinhl", 0x8.637bd05af6c69b6p-23L, 0x8.637bd05af850233p-23L },
	{ sinhl, "sinhl", 0xcp-2L, 0xa.04937384a4d6cdcp+0L },
	{ sinhl, "sinhl", -0xb.22p+10L, -INFINITY },
	{ sqrtl, "sqrtl", 0x8p-2L, 0xb.504f333f9de6484p-3L },
	{ tanl, "tanl", 0x8p-3L, 0xc.75922e5f71d2dc6p-3L },
	{ tanl, "tanl", -0xa.4p+1L, 0xc.875a4eab06988ap+0L },
	{ tanhl, "tanhl", 0x8.637bd05af6c69b6p-23L, 0x8.637bd05af3b38bcp-23L },
	{ tanhl, "tanhl", -0x9.99999999999999ap-4L, -0x8.97c14969667df09p-4L },
	{ tanhl, "tanhl", 0xc.8p+2L, 0x8p-3L },
	{ truncl, "truncl", -0xb.99999999999999ap-2L, -0x8p-2L },
};

static const struct {
	long double (*function)(long double, long double);
	const char *name;
	long double first, second, wanted;
} of_two[] = {
	{ atan2l, "atan2l", 0x8p-3L, -0x8p-2L, 0xa.b63739cbfad72ccp-2L },
	{ atan2l, "atan2l", -0x0p+0L, -0x8p-3L, -0xc.90fdaa22168c235p-2L },
	{ copysignl, "copysignl", 0xcp-2L, -0x0p+0L, -0xcp-2L },
	{ fdiml, "fdiml", 0xcp-2L, 0x8p-3L, 0x8p-2L },
	{ fdiml, "fdiml", 0x8p-3L, 0xcp-2L, 0x0p+0L },
	{ fmaxl, "fmaxl", 0x8p-3L, 0x8p-2L, 0x8p-2L },
	{ fmaxl, "fmaxl", NAN, 0x8p-2L, 0x8p-2L },
	{ fminl, "fminl", 0x8p-3L, 0x8p-2L, 0x8p-3L },
	{ fminl, "fminl", 0x8p-3L, NAN, 0x8p-3L },
	{ fmodl, "fmodl", 0xb.f21e44003acdd2dp+993L, 0xep-1L, 0xcp-1L },
	{ fmodl, "fmodl", -0xbp-1L, 0x8p-2L, -0xcp-3L },
	{ hypotl, "hypotl", 0x9.d4be25afec02949p+13286L,
	  0xd.1ba8323fe558c61p+13286L, 0x8.31491f67ef577bdp+13287L },
	{ nextafterl, "nextafterl", 0x8p-3L, 0x8p-2L, 0x8.000000000000001p-3L },
	{ nextafterl, "nextafterl", 0x8p-3L, 0x0p+0L, 0xf.fffffffffffffffp-4L },
	{ nextafterl, "nextafterl", 0x0p+0L, -0x8p-3L,
	  -0x0.000000000000001p-16385L },
	{ nextafterl, "nextafterl", 0x8p-16385L, 0x0p+0L,
	  0x7.fffffffffffffffp-16385L },
	{ nexttowardl, "nexttowardl", 0x8p-2L, 0x8p-3L,
	  0xf.fffffffffffffffp-3L },
	{ powl, "powl", 0x8p-2L, 0x8p-4L, 0xb.504f333f9de6484p-3L },
	{ powl, "powl", -0x8p-2L, -0xcp-2L, -0x8p-6L },
	{ powl, "powl", 0xap+0L, 0xf.ap+8L, 0xd.1ba8323fe558c61p+13284L },
	{ powl, "powl", 0xcp-3L, -0xc.88p+3L, 0xa.3fec1e16f09910ap-62L },
	{ powl, "powl", 0x0p+0L, -0x8p-2L, INFINITY },
	{ powl, "powl", -0x8p+0L, 0xa.aaaaaaaaaaaaaabp-5L, NAN },
	{ powl, "powl", 0x8p-2L, -0x8.07p+11L, 0x0.00000000000002p-16385L },
	{ powl, "powl", 0x8.00000d6bf94d5e5p-3L, 0xb.ebc2p+23L,
	  0xa.c14e8d91daf039ep+11L },
	{ remainderl, "remainderl", 0xep-1L, 0x8p-2L, -0x8p-3L },
	{ remainderl, "remainderl", -0xb.f21e44003acdd2dp+993L, 0xcp-2L,
	  -0x0p+0L },
};

/* Within two units of the last place; or of the last place of a double, where
 * libm knows no better or the emulator's processor does not. */
static int is_near(long double got, long double wanted, const char *name)
{
	long double allowed = 0x1p-62L;

	if (strncmp(name, "erf", 3) == 0 || strstr(name, "gamma") != NULL ||
	    strcmp(name, "sinl") == 0 || strcmp(name, "cosl") == 0 ||
	    strcmp(name, "tanl") == 0)
		allowed = 0x1p-51L;
	if (strcmp(name, "powl") == 0)
		allowed = 0x1p-48L;
	if (isnan(wanted))
		return isnan(got);
	if (isinf(wanted) || wanted == 0)
		return got == wanted && signbit(got) == signbit(wanted);
	return fabsl(got - wanted) <= fabsl(wanted) * allowed ||
	       fabsl(got - wanted) <= 0x1p-16445L;
}

static void check_values(void)
{
	for (size_t i = 0; i < sizeof of_one / sizeof of_one[0]; i++) {
		long double got = of_one[i].function(of_one[i].argument);

		if (!CHECK(is_near(got, of_one[i].wanted, of_one[i].name)))
			printf("%s(%La) is %La, not %La\n", of_one[i].name,
			       of_one[i].argument, got, of_one[i].wanted);
	}
	for (size_t i = 0; i < sizeof of_two / sizeof of_two[0]; i++) {
		long double got = of_two[i].function(of_two[i].first,
						     of_two[i].second);

		if (!CHECK(is_near(got, of_two[i].wanted, of_two[i].name)))
			printf("%s(%La, %La) is %La, not %La\n", of_two[i].name,
			       of_two[i].first, of_two[i].second, got,
			       of_two[i].wanted);
	}
}

static void check_parts(void)
{
	long double whole;
	int number;

	CHECK(frexpl(-24, &number) == -.75L && number == 5);
	CHECK(frexpl(0x1p-16445L, &number) == .5L && number == -16444);
	CHECK(frexpl(0, &number) == 0 && number == 0);
	CHECK(modfl(-2.25L, &whole) == -.25L && whole == -2);
	CHECK(modfl(INFINITY, &whole) == 0 && whole == INFINITY);
	CHECK(ldexpl(3, -2) == .75L && scalbnl(1, 20000) == INFINITY);
	CHECK(scalblnl(1, -16445) == 0x1p-16445L);
	EQUAL(ilogbl(9), 3);
	EQUAL(ilogbl(0), FP_ILOGB0);
	EQUAL(lroundl(-2.5L), -3);
	EQUAL(llroundl(0x1p40L + .5L), (1LL << 40) + 1);
	EQUAL(llrintl(2.5L), 2);
	CHECK(remquol(-29, 3, &number) == 1);
	EQUAL(number % 8, -10 % 8);
	CHECK(hypotl(-3, 4) == 5 && hypotl(NAN, -INFINITY) == INFINITY);
	CHECK(nexttoward(1.0, 2.0L) == 1 + 0x1p-52);
	CHECK(nexttowardf(1.0f, 0.0L) == 1 - 0x1p-24f);
	CHECK(isnan(nanl("")));
}

static void check_fma(void)
{
	long double x = 1 + 0x1p-63L;

	CHECK(fmal(x, x, -1 - 0x1p-62L) == 0x1p-126L);
	CHECK(fmal(2, 3, 4) == 10 && fmal(0, 3, -4) == -4);
	CHECK(fmal(x, 1.5L, 0x1p-200L) > fmal(x, 1.5L, -0x1p-200L));
	CHECK(fmal(0x1p16000L, 0x1p16000L, -INFINITY) == -INFINITY);
	CHECK(fmal(0x1p10000L, 0x1p-10000L, 1) == 2);
}

static void check_types(void)
{
	CHECK(sizeof sqrt(2.0L) == sizeof(long double));
	CHECK(sizeof exp(1.0f) == sizeof(float));
	CHECK(sqrt(2.0L) == sqrtl(2) && sqrt(2.0L) != (double)sqrtl(2));
	CHECK(cabsl(csqrtl(-4.0L + 0.0L * I) - 2.0L * I) < 0x1p-60L);
	CHECK(cabsl(cexpl(M_PI * I) + 1) < 0x1p-50L);
}

int main(void)
{
	check_values();
	check_parts();
	check_fma();
	check_types();
	return check_end();
}
