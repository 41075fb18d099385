UPDATE spans SET
    operation = ?, request_model = ?, response_model = ?, tool = ?, agent = ?, input_tokens = ?,
    output_tokens = ?, cost = ?
WHERE n = ?;
