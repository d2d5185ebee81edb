# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Commands of gdb for services and the kernel, which `denali debug` loads.  In
# gdb's own language: any gdb will do.  Names and layouts come from the debug
# information of both.
#
# Of one that stops in a function the variables would stay set: all begin with
# $dn_, and nothing is kept in them but what denali-threads has counted.

set pagination off
set print pretty on
set width 0

define denali-help
  echo denali-threads       the service's threads: number, state, where it waits\n
  echo denali-thread N      the calls of thread N\n
  echo denali-vms           the kernel's VMs\n
  echo denali-vm N          one of them\n
  echo denali-runq          its run queue, and who runs\n
  echo denali-pages N       the pages of VM N: address, frame, rights\n
  echo denali-rings N       the rings of VM N: NIC, console, disks\n
  echo denali-registers N   the virtual registers of VM N\n
  echo \n
  echo Breakpoints in the service: `hbreak FUNCTION`; its pages come as they are\n
  echo touched.  Threads are of the VM whose memory is loaded: stop in it first.\n
end
document denali-help
List the commands of Denali.
end

# ---- the kernel ----

# $dn_vm = the VM in place $arg0 of the table, or 0.
define denali-find-vm
  set $dn_entry = 'vmtable.c'::table[$arg0]
  set $dn_vm = (struct vm *)0
  if ($dn_entry & 1) == 0
    set $dn_vm = (struct vm *)$dn_entry
  end
end
document denali-find-vm
For the other commands: set $dn_vm to the VM in a place of the table.
end

# The same, and it must be there.
define denali-need-vm
  set $dn_vm = (struct vm *)0
  if $arg0 < 'vmtable.c'::used
    denali-find-vm $arg0
  end
  if $dn_vm == 0
    printf "There is no VM %d; `denali-vms` lists them.\n", $arg0
  end
end
document denali-need-vm
For the other commands: the same, with a complaint.
end

define denali-show-vm
  printf "%4d  %-16s ", $dn_vm->id, $dn_vm->image->info.manifest.name
  output (enum vm_state)$dn_vm->state
  printf ", "
  output (enum vm_place)$dn_vm->place
  printf ", %u pages, eip 0x%08x", $dn_vm->ledger.frames, $dn_vm->frame.eip
  if $dn_vm == cpu.running
    printf ", runs"
  end
  printf "\n"
end
document denali-show-vm
For the other commands: a line about $dn_vm.
end

define denali-vms
  set $dn_i = 0
  while $dn_i < 'vmtable.c'::used
    denali-find-vm $dn_i
    if $dn_vm != 0
      denali-show-vm
    end
    set $dn_i = $dn_i + 1
  end
  printf "%u places used, %u free again\n", 'vmtable.c'::used, 'vmtable.c'::vacant_count
end
document denali-vms
List the kernel's VMs: number, name, state, place, pages, eip.
end

define denali-vm
  denali-need-vm $arg0
  if $dn_vm != 0
    print *$dn_vm
  end
end
document denali-vm
denali-vm N: all that the kernel knows of VM N.
end

define denali-runq
  printf "running: "
  if cpu.running == 0
    printf "nobody\n"
  else
    set $dn_vm = cpu.running
    denali-show-vm
  end
  set $dn_offset = (char *)&((struct vm *)0)->run
  set $dn_count = 0
  set $dn_i = 0
  while $dn_i < sizeof('runqueue.c'::lists) / sizeof('runqueue.c'::lists[0])
    if 'runqueue.c'::used[$dn_i / 32] == 0
      set $dn_i = $dn_i + 31
    else
      set $dn_list = &'runqueue.c'::lists[$dn_i]
      set $dn_link = $dn_list->next
      while $dn_link != $dn_list
        set $dn_vm = (struct vm *)((char *)$dn_link - (unsigned)$dn_offset)
        printf "list %4d: pass %llu, ", $dn_i, $dn_vm->pass
        denali-show-vm
        set $dn_count = $dn_count + 1
        set $dn_link = $dn_link->next
      end
    end
    set $dn_i = $dn_i + 1
  end
  printf "%d in the queue, virtual time %llu\n", $dn_count, 'runqueue.c'::virtual_time
end
document denali-runq
Show who runs, and who is in the run queue, with the times they are ordered by.
end

# Page tables lie in the kernel's window.
define denali-pages
  denali-need-vm $arg0
  set $dn_count = 0
  if $dn_vm != 0 && $dn_vm->space == 0
    printf "VM %d is not in memory.\n", $arg0
  end
  if $dn_vm != 0 && $dn_vm->space != 0
    set $dn_d = 0
    while $dn_d < 3
      set $dn_pointer = $dn_vm->space->pointers[$dn_d]
      set $dn_t = 0
      while $dn_pointer != 0 && $dn_t < 512
        set $dn_table = ((unsigned long long *)(0xc0000000 + (unsigned)($dn_pointer & 0xfffff000)))[$dn_t]
        set $dn_p = 0
        while $dn_table != 0 && $dn_p < 512
          set $dn_entry = ((unsigned long long *)(0xc0000000 + (unsigned)($dn_table & 0xfffff000)))[$dn_p]
          if $dn_entry != 0
            printf "%08x ", (unsigned)($dn_d << 30 | $dn_t << 21 | $dn_p << 12)
            if $dn_entry & 1
              printf "frame %06x r", (unsigned)(($dn_entry & 0xffffffffff000) >> 12)
              if $dn_entry & 2
                printf "w"
              else
                printf "-"
              end
              if $dn_entry >> 63
                printf "-"
              else
                printf "x"
              end
              if $dn_entry & 0x200
                printf " its own"
              else
                printf " the image's"
              end
            else
              printf "not there: %llx", $dn_entry
            end
            printf "\n"
            set $dn_count = $dn_count + 1
          end
          set $dn_p = $dn_p + 1
        end
        set $dn_t = $dn_t + 1
      end
      set $dn_d = $dn_d + 1
    end
    printf "%d pages\n", $dn_count
  end
end
document denali-pages
denali-pages N: what the page tables of VM N say.
end

define denali-rings
  denali-need-vm $arg0
  if $dn_vm != 0 && $dn_vm->rw == 0
    printf "VM %d is not in memory.\n", $arg0
  end
  if $dn_vm != 0 && $dn_vm->rw != 0
    set $dn_rw = $dn_vm->rw
    printf "NIC out:     posted %u, done %u (kernel %u)\n", $dn_rw->nic.tx_posted, $dn_rw->nic.tx_done, $dn_vm->nic.tx_done
    printf "NIC in:      posted %u, filled %u (kernel %u), dropped %u\n", $dn_rw->nic.rx_posted, $dn_rw->nic.rx_filled, $dn_vm->nic.rx_filled, $dn_rw->nic.rx_dropped
    printf "console out: posted %u, done %u (kernel %u)\n", $dn_rw->console.out_posted, $dn_rw->console.out_done, $dn_vm->console.out_done
    printf "console in:  posted %u (kernel %u), done %u, flags %u\n", $dn_rw->console.in_posted, $dn_vm->console.in_posted, $dn_rw->console.in_done, $dn_rw->console.in_flags
    printf "disks:       posted %u, taken %u, answered %u, seen %u\n", $dn_rw->disks.posted, $dn_rw->disks.taken, $dn_rw->disks.answered, $dn_rw->disks.seen
  end
end
document denali-rings
denali-rings N: how far VM N and the kernel are in each ring.
end

define denali-registers
  denali-need-vm $arg0
  if $dn_vm != 0 && $dn_vm->rw == 0
    printf "VM %d is not in memory.\n", $arg0
  end
  if $dn_vm != 0 && $dn_vm->rw != 0
    set $dn_ro = $dn_vm->ro
    set $dn_rw = $dn_vm->rw
    printf "contract version %u, VM %u, generation %u\n", $dn_ro->contract_version, $dn_ro->vm_id, $dn_ro->generation
    printf "memory %u bytes, devices 0x%x, processor 0x%x, image up to 0x%x\n", $dn_ro->memory_size, $dn_ro->devices, $dn_ro->cpu_flags, $dn_ro->image_end
    printf "%u arguments, %u of environment\n", $dn_ro->argc, $dn_ro->envc
    printf "thread pointer 0x%x, events: pending 0x%x (kernel 0x%x), enabled %u, handler 0x%x\n", $dn_rw->thread_pointer, $dn_rw->pending, $dn_vm->pending, $dn_rw->enabled, $dn_rw->handler
    printf "timer %llu, marks %llu %llu\n", $dn_rw->timer, $dn_rw->marks[0], $dn_rw->marks[1]
    printf "saved context:\n"
    output/x $dn_rw->save
    printf "\nnetwork:\n"
    output/x $dn_ro->network
    printf "\nclock:\n"
    output $dn_ro->clock
    printf "\n"
  end
end
document denali-registers
denali-registers N: the virtual registers of VM N.
end

# ---- the service's threads ----

# A line about $dn_t, which gets the next number.
define denali-show-thread
  set $dn_threads = $dn_threads + 1
  eval "set $dn_thread%d = (struct ilw_thread *)0x%x", $dn_threads, (unsigned)$dn_t
  printf "%3d  0x%08x  ", $dn_threads, (unsigned)$dn_t
  if $dn_t->name != 0
    printf "%-12s ", $dn_t->name
  else
    printf "%-12s ", "-"
  end
  if $dn_t == $dn_self
    printf "runs\n"
  else
    if $dn_t->queue != 0
      # A queue without a name is on a stack: of a poll(), say.
      printf "waits at "
      output/a (unsigned)$dn_t->queue
      printf "\n"
    else
      printf "can run\n"
    end
  end
end
document denali-show-thread
For the other commands: a line about $dn_t.
end

# $dn_known = has it been listed?
define denali-is-known
  set $dn_known = 0
  set $dn_k = 1
  while $dn_k <= $dn_threads
    eval "set $dn_known = $dn_known || $dn_thread%d == $dn_t", $dn_k
    set $dn_k = $dn_k + 1
  end
end
document denali-is-known
For the other commands: has $dn_t been listed?
end

define denali-list-queue
  while $dn_t != 0
    denali-is-known
    if !$dn_known
      denali-show-thread
    end
    set $dn_t = $dn_t->next
  end
end
document denali-list-queue
For the other commands: all threads of a queue from $dn_t on.
end

define denali-threads
  set $dn_threads = 0
  set $dn_self = (struct ilw_thread *)*(unsigned *)0x11000
  set $dn_t = ilw_thread_main
  denali-show-thread
  set $dn_t = $dn_self
  denali-is-known
  if !$dn_known
    denali-show-thread
  end
  set $dn_t = 'scheduler.c'::scheduler.urgent.first
  denali-list-queue
  set $dn_t = 'scheduler.c'::scheduler.waiting.first
  denali-list-queue
  if !$_isvoid($denali_pthreads)
    set $dn_peer = pthread_main.peer
    while $dn_peer != 0
      set $dn_t = $dn_peer->thread
      denali-is-known
      if !$dn_known
        denali-show-thread
      end
      set $dn_peer = $dn_peer->peer
    end
  end
  printf "%d threads; `denali-thread N` shows the calls of one\n", $dn_threads
end
document denali-threads
List the threads of the service whose memory is loaded.
end

# What ilw_switch has left on the stack of one that does not run: edi, esi,
# ebx, ebp and where to go on.
define denali-thread
  if $_isvoid($dn_threads)
    denali-threads
  end
  eval "set $dn_t = $dn_thread%d", $arg0
  if $dn_t == (struct ilw_thread *)*(unsigned *)0x11000
    backtrace
  else
    set $dn_esp = $esp
    set $dn_ebp = $ebp
    set $dn_ebx = $ebx
    set $dn_esi = $esi
    set $dn_edi = $edi
    set $dn_eip = $eip
    set $dn_s = (unsigned *)$dn_t->stack_pointer
    set $edi = $dn_s[0]
    set $esi = $dn_s[1]
    set $ebx = $dn_s[2]
    set $ebp = $dn_s[3]
    set $eip = $dn_s[4]
    set $esp = (unsigned)&$dn_s[5]
    backtrace
    set $edi = $dn_edi
    set $esi = $dn_esi
    set $ebx = $dn_ebx
    set $ebp = $dn_ebp
    set $esp = $dn_esp
    set $eip = $dn_eip
  end
end
document denali-thread
denali-thread N: the calls of thread N, as denali-threads counts.
end
