"""Machine work as rows: enqueue, claim, extend, finish, fail, requeue. What a job means is known elsewhere."""
