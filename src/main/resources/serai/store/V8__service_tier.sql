-- The tier of service that the provider says has answered: with the row of the price book it makes the cost.
ALTER TABLE ledger ADD COLUMN service_tier TEXT;
