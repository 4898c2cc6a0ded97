-- One chat request, over and over; the model comes from the environment.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer sk-bench"
wrk.body = '{"model":"' .. os.getenv("MODEL") .. '","temperature":0.7,"max_tokens":256,"messages":['
  .. '{"role":"system","content":"You are a helpful assistant."},'
  .. '{"role":"user","content":"Which inns stood along the road from Aleppo to Baghdad, and what did a night there cost?"}]}'
