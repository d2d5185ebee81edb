// SPDX-FileCopyrightText: The Denali authors
// SPDX-License-Identifier: MIT
//
// What C++ without its library comes to: classes, virtual functions, objects
// that are made before main() and destroyed after it, memory.
#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <new>
#include <pthread.h>

struct Speaker {
	const char *name;
	explicit Speaker(const char *given) : name(given)
	{
		std::printf("made %s\n", name);
	}
	virtual ~Speaker()
	{
		std::printf("gone %s\n", name);
	}
	virtual const char *speak() const = 0;
};

struct Dog : Speaker {
	using Speaker::Speaker;
	const char *speak() const override
	{
		return "woof";
	}
};

static Dog before_main("static");

static Speaker &only()
{
	static Dog once("once");

	return once;
}

static void *come(void *)
{
	only();
	return nullptr;
}

int main()
{
	pthread_t thread;
	Speaker *dog = new Dog("new");
	char *text = new char[16];
	volatile size_t too_much = size_t(1) << 30;

	pthread_create(&thread, nullptr, come, nullptr);
	come(nullptr);
	pthread_join(thread, nullptr);
	std::strcpy(text, dog->speak());
	std::printf("%s %g\n", text, std::ceil(2.5));
	delete[] text;
	delete dog;
	std::printf("%s\n", new (std::nothrow) char[too_much] ? "?" : "null");
	return std::time(nullptr) == 0;
}
