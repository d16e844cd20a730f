-- A tie may be settled by a public draw, where the rule says so: how it was announced, and, once it
-- was held, the numbers that its order follows from (bot.rules.lottery).

ALTER TABLE votes ADD COLUMN lottery TEXT;
