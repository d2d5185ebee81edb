/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The program of a little project, for the tests of build systems.
 */
void greet(const char *who);

int main(int argc, char **argv)
{
	greet(argc > 1 ? argv[1] : "world");
	return 7;
}
