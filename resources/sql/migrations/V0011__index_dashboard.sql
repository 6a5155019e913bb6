-- What the first screen reads, so that its panels stay index-only whatever the number of subscriptions.
CREATE INDEX subscriptions_trial_ends ON billhook.subscriptions (trial_end)
    INCLUDE (currency, trial_annual_amount)
    WHERE status = 'trialing' AND NOT deleted;
CREATE INDEX subscriptions_set_to_end ON billhook.subscriptions ((coalesce(cancel_at, current_period_end)))
    INCLUDE (cancel_at, current_period_end, currency, annual_amount)
    WHERE (cancel_at_period_end OR cancel_at IS NOT NULL) AND status IN ('active', 'past_due') AND NOT deleted;
CREATE INDEX subscriptions_own_card ON billhook.subscriptions (default_payment_method)
    WHERE default_payment_method IS NOT NULL;
CREATE INDEX invoices_at_risk ON billhook.invoices (currency, amount_remaining DESC, id)
    WHERE status = 'open' AND payment_failed AND NOT deleted;
CREATE INDEX fx_rate_pairs ON billhook.fx_rate (from_currency, to_currency, day) INCLUDE (rate);
