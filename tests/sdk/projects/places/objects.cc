/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
namespace
{
struct thing {
	int value;
	explicit thing(int given) : value(given) {}
	~thing() { value = 0; }
} one(3);
}

extern "C" int of_objects(int more)
{
	return one.value + more;
}
