/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The archive of `make dist`: what is in it, that nobody else could have made
 * it, and that it works wherever it is unpacked.
 */
#include <criterion/criterion.h>

#include "harness/shell.h"

#define TRIAL_MS 300000

/* Words before each test's: names for what there is, and an empty folder of the
 * test's own, which is left. */
#define BEGIN                                                                  \
	"top=$PWD; archive=$(ls $PWD/build/denali-*-linux-x86_64.tar.gz); "    \
	"name=$(basename $archive .tar.gz); "                                  \
	"own=$PWD/build/tests/scratch-dist-%s; "                               \
	"chmod -R u+w \"$own\" 2>/dev/null || :; rm -rf \"$own\"; "            \
	"mkdir -p \"$own\"; cd \"$own\"; "

#define END "; cd $top; chmod -R u+w \"$own\"; rm -rf \"$own\""

#define TRIAL(name, expression, words)                                         \
	Test(archive, name, .timeout = 2 * TRIAL_MS / 1000)                    \
	{                                                                      \
		shell_expect(TRIAL_MS, expression, BEGIN words END, #name);    \
	}

/* Packed by somebody else, elsewhere and at another time. */
TRIAL(same_bytes, "^same\n$",
      "umask 077; export TZ=Asia/Tokyo LANG=C.UTF-8; "
      "cp -a $top/build/dist/$name .; "
      "find $name -type d -exec chmod go= {} +; "
      "find $name -exec touch -h {} +; "
      "day=$(sed -n 's/.*DENALI_RELEASED *\"\\(.*\\)\"/\\1/p' "
      "$top/sdk/common/version.h); "
      "$top/sdk/scripts/pack \"$day\" $name | cmp - $archive; echo same")

TRIAL(lists_what_is_there, "^checked [0-9]{3,} files\n$",
      "tar -xzf $archive; cd $name; "
      "find . -type f ! -path ./share/denali/contents -printf '%%s %%P\\n' | "
      "LC_ALL=C sort -k 2 | cmp - share/denali/contents; "
      "echo checked $(wc -l <share/denali/contents) files")

TRIAL(topmost,
      "^LICENSE\nLICENSES\nREADME\nSOURCES\nVERSION\nbin\ninclude\ninstall\n"
      "lib\nsdk.spdx\nshare\n$",
      "tar -tzf $archive | cut -d/ -f2 | LC_ALL=C sort -u | sed /^$/d")

/* All can read it, its owner alone write it; no link leads out of it. */
TRIAL(modes, "^good\n$",
      "tar -xpzf $archive; { "
      "find . ! -type l ! -perm -444 -o ! -type l -perm /022; "
      "find . -type f -perm /111 ! -perm -111; "
      "find $name -type l ! -exec test -e {} \\; -print; "
      "find $name -type l -lname '/*'; } >bad; cmp bad /dev/null; echo good")

/* Nor does it know where it was made. */
TRIAL(no_paths, "^none\n$",
      "tar -xzf $archive; "
      "! grep -rlF -e \"$top\" -e \"${XDG_CACHE_HOME:-$HOME/.cache}\" . || "
      "exit 1; echo none")

TRIAL(version, "^denali [0-9.]+ \\(contract version [0-9]+\\)\n$",
      "tar -xzf $archive; cd $name; [ $name = denali-$(sed -n "
      "'s/^denali //p' VERSION)-linux-x86_64 ]; bin/denali --version; "
      "bin/denali --version | grep -q \"version $(sed -n "
      "'s/^contract //p' VERSION))\"")

/* What has a licence of its own is listed, with its licence and source. */
TRIAL(parts, "^[0-9]{2} parts\n$",
      "tar -xzf $archive; cd $name; parts=$(sed 's/ .*//; /^#/d; /^$/d' "
      "$top/sdk/parts.list); for part in $parts; do "
      "ls LICENSES/$part | grep -q .; grep -qx \"SPDXID: SPDXRef-$part\" "
      "sdk.spdx; grep -q \"^$part, \" SOURCES; done; "
      "echo $(echo \"$parts\" | wc -l) parts")

/* The shape of SPDX 2.3: what a document and each package must have, and
 * relations between what there is. */
TRIAL(spdx, "^good\n$",
      "tar -xzf $archive; cd $name; for tag in SPDXVersion DataLicense "
      "DocumentName DocumentNamespace Creator Created; do "
      "grep -Eq \"^$tag: .+\" sdk.spdx; done; "
      "count=$(grep -c ^PackageName: sdk.spdx); "
      "for tag in PackageVersion PackageDownloadLocation "
      "PackageLicenseConcluded PackageLicenseDeclared PackageCopyrightText; "
      "do [ $(grep -Ec \"^$tag: .+\" sdk.spdx) = $count ]; done; "
      "[ $(grep -Ec '^PackageChecksum: SHA256: [0-9a-f]{64}$' sdk.spdx) = "
      "$((count - $(grep -c '^[a-z].* tree ' $top/sdk/parts.list))) ]; "
      "sed -nE 's/^SPDXID: (SPDXRef-[A-Za-z0-9.-]+)$/\\1/p' sdk.spdx | "
      "sort >known; [ $(wc -l <known) = $((count + 1)) ]; "
      "sed -nE 's/^Relationship: ([^ ]+) [A-Z_]+ ([^ ]+)$/\\1\\n\\2/p' "
      "sdk.spdx | sort -u | cmp - known; "
      "sed -nE 's/^PackageLicenseDeclared: (LicenseRef-.*)/\\1/p' sdk.spdx | "
      "while read licence; do grep -qx \"LicenseID: $licence\" sdk.spdx; "
      "done; echo good")

TRIAL(signature, "Trusted comment: denali-[0-9.]+-linux-x86_64.tar.gz\n",
      "cp $archive $archive.minisig .; "
      "minisign -V -p $top/build/denali.pub -m $name.tar.gz")

TRIAL(tampered, "^refused\n$",
      "cp $archive $archive.minisig .; "
      "printf x | dd of=$name.tar.gz bs=1 seek=4096 conv=notrunc "
      "2>/dev/null; "
      "! minisign -V -q -p $top/build/denali.pub -m $name.tar.gz || "
      "exit 1; echo refused")

/* By a key of the user's own, which is made once, or by one that is named. */
TRIAL(keys,
      "^sign: none.key: cannot read this key; name one with DIST_KEY=FILE, or "
      "none to sign with a key of your own\nrefused\n"
      "sign: made a key to sign with, without a password: "
      ".*/config/denali/dist.key\nsame\nother\n"
      "sign: b.pub: cannot read the public key that goes with b.key; put it "
      "there: minisign -R -s b.key -p b.pub\nrefused\n$",
      "export XDG_CONFIG_HOME=$PWD/config; unset DIST_KEY; exec 2>&1; "
      "sign=$top/sdk/scripts/sign; echo x >a; "
      "DIST_KEY=none.key $sign a a.pub || echo refused; "
      "$sign a a.pub; $sign a again.pub; cmp a.pub again.pub; echo same; "
      "minisign -G -W -s b.key -p b.pub >/dev/null; "
      "DIST_KEY=b.key $sign a c.pub; cmp b.pub c.pub; "
      "cmp -s a.pub b.pub || echo other; "
      "rm b.pub; DIST_KEY=b.key $sign a c.pub || echo refused")

/* In a folder that cannot be written and has a space in its name, by links
 * from elsewhere, for a user who owns nothing of it. */
#define NOBODY                                                                 \
	"as=; [ $(id -u) != 0 ] || as='setpriv --reuid 65534 --regid 65534 "   \
	"--clear-groups'; "

TRIAL(unpacked_anywhere, "^you\n1\ngood\n$",
      NOBODY "mkdir 'a folder' bin out; chmod 777 out; "
	     "tar -C 'a folder' -xzf $archive; chmod -R a-w 'a folder'; "
	     "ln -s \"../a folder/$name/bin/denali\" "
	     "\"../a folder/$name/bin/denali-cc\" bin; "
	     "$as bin/denali-cc -Os $top/examples/hello/hello.c -o out/hello; "
	     "echo 'int main() { return 0; }' >out/x.cc; "
	     "$as \"a folder/$name/bin/denali-c++\" -flto out/x.cc -o out/x; "
	     "echo 'all: ; @echo good' >out/Makefile; "
	     "status=0; $as bin/denali run out/hello you || status=$?; "
	     "echo $status; \"a folder/$name/bin/make\" -C out -s")
