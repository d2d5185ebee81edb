#include "bench.h"
void bench_paper(void)
{
}
