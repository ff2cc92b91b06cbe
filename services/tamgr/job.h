/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jobs: what takes more than one event. Every function decides the action
 * that ends the current event.
 *
 *   open:   [PARKED or REPLACE] -> SIZE -> ALLOC -> FETCH -> RELEASE -> settle
 *                       (a built-in or running TA goes to settle at once)
 *   library:            SIZE -> ALLOC -> FETCH -> RELEASE -> settle
 *   settle: wake the jobs that waited for this load, close the sessions whose
 *           client is gone, each with a SETTLE; destroy the instances that
 *           nobody uses, each with a DESTROY; a TA's open now sends ENTER and
 *           settles again; then the answer is given
 *
 * Whatever may have freed an instance or orphaned a session ends in settle,
 * so nothing else has to remember these chores. One that cannot be done now
 * (the TA waits for this very activation, calls are nested too deeply) is left
 * to a later job.
 *
 * An open that finds the single instance on its way out sends it TA_DESTROY,
 * too, whoever else did. That is how it waits: the kernel delivers one message
 * at a time and fails those left when the process is gone, and knows who waits
 * for whom, so a TA that waits here for itself gets an error instead.
 */
#pragma once

#include "services/tamgr/tamgr.h"

/* A job for the event's activation, with the answer "success"; NULL: none is
 * free, and the action is an ERROR_OUT_OF_MEMORY. */
struct job *job_new(struct tamgr *t, const struct event *ev,
                    struct action *act);

/* Finds or loads the TA job->uuid for job->client. job->enter and job->open
 * (session number to be filled in) say if TA_OPEN is to be sent. */
void job_open(struct tamgr *t, struct job *job, struct action *act);

/* Loads the library job->uuid into the TA job->client.owner, which waits for
 * the answer. */
void job_library(struct tamgr *t, struct job *job, struct action *act);

/* Tells a TA that a session is over, then forgets the session, then settles.
 * If the TA cannot be told now (it waits for this very activation) the
 * session becomes an orphan and a later job tells it. */
void job_close(struct tamgr *t, struct job *job, struct session *session,
               struct action *act);

/* Does the chores, then answers with job->reply. */
void job_settle(struct tamgr *t, struct job *job, struct action *act);

/* The completion of something a job started. */
void job_completed(struct tamgr *t, struct job *job, const struct event *ev,
                   struct action *act);

/* Jobs under way. */
unsigned job_count(const struct tamgr *t);

/* Answers a result of tamgr's own. */
void answer(struct action *act, enum tee_result result);

/* What a client is told when a message to a TA failed. */
enum tee_result call_result(enum kerr status);
