INSERT INTO memories (chat, thread, person, memory, at) VALUES (7, 0, 7, '{"intent"\: "duties"}', 10.0);
INSERT INTO answers (chat, message, thread, person, card, before, after, at) VALUES (7, 100, 0, 7, 101, '{}', '{"intent"\: "duties"}', 10.0);
INSERT INTO chats (chat, kind, is_active, added_by, settings, version, at) VALUES (-1, 'group', TRUE, 7, '{"level"\: "on"}', 3, 10.0);
INSERT INTO tuning (chat, question, is_wanted, at) VALUES (-1, 'what is the salary', FALSE, 10.0);
INSERT INTO trial (chat, thread, message, question, screen, is_wanted, at) VALUES (-1, 0, 50, 'what do they do', 'duties-data_scientist', NULL, 10.0);
INSERT INTO said (chat, thread, screen, message, at) VALUES (-1, 0, 'duties-data_scientist', 101, 10.0);
INSERT INTO deletions (chat, message, due, at) VALUES (-1, 101, 20.0, 10.0);
INSERT INTO feedback (chat, message, person, screen, intent, vote, why, at) VALUES (-1, 101, 7, 'duties-data_scientist', 'duties', 1, NULL, 10.0), (-1, 101, 8, 'duties-data_scientist', 'duties', -1, 'too_long', 10.0);
INSERT INTO counts (chat, day, asked, answered, silent) VALUES (-1, 0, 5, 4, 1);
INSERT INTO reports (chat, person, due) VALUES (-1, 7, 20.0);
INSERT INTO questions (text, outcome, intents, asker, at) VALUES ('what is love', 'fallback', 'duties goal', NULL, 10.0);
INSERT INTO pictures (key, file, at) VALUES ('compare-1', 'file-1', 10.0);
INSERT INTO blocked (person, at) VALUES (8, 10.0);
INSERT INTO inbox (update_id, lane, person, payload, note, attempts, received, due, is_claimed, parked, reason) VALUES (500, '', NULL, '', NULL, 1, 9.0, NULL, FALSE, NULL, NULL), (501, '7', 7, '{"update_id"\: 501}', NULL, 0, 10.0, 10.0, FALSE, NULL, NULL), (502, '', 7, '{}', NULL, 3, 10.0, NULL, FALSE, 11.0, 'a fault');
INSERT INTO leases (name, owner, until) VALUES ('purge', 'a', 50.0)
