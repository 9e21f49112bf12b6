# The operations that Leasehold uses, of GitHub's description of its REST API, with all that they refer to.
def used: [
  ["/repos/{owner}/{repo}/pulls", ["get", "post"]],
  ["/repos/{owner}/{repo}/pulls/{pull_number}", ["get", "patch"]],
  ["/repos/{owner}/{repo}/pulls/{pull_number}/merge", ["put"]],
  ["/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", ["post"]],
  ["/repos/{owner}/{repo}/issues/{issue_number}/labels", ["post"]],
  ["/repos/{owner}/{repo}/issues/{issue_number}/comments", ["get", "post"]],
  ["/repos/{owner}/{repo}/issues/comments/{comment_id}", ["patch", "delete"]],
  ["/app/installations/{installation_id}/access_tokens", ["post"]]
];

# Words for people; a property of one of these names is an object, and stays.
def terse: walk(if type == "object" then
    with_entries(select(
      ((.key == "description" or .key == "summary" or .key == "title" or .key == "operationId") and (.value | type) == "string"
        or .key == "externalDocs" or .key == "x-github" or .key == "x-github-breaking-changes" or .key == "tags" or .key == "headers" or .key == "links"
        or (.key == "example") or (.key == "examples" and (.value | type) == "array")) | not))
  else . end);

def refs: [.. | objects | .["$ref"]? | strings | ltrimstr("#/components/") | split("/")];

. as $api
| (reduce used[] as [$path, $methods] ({};
    .[$path] = ($api.paths[$path] | with_entries(select(.key | IN($methods[]))) | terse))) as $paths
| {paths: $paths, components: {}, todo: ($paths | refs)}
| until(.todo == [];
    .todo[0] as $ref
    | .todo |= .[1:]
    | if .components | getpath($ref) != null then .
      else ($api.components | getpath($ref) | if $ref[0] == "examples" then . else terse end) as $found
        | .components |= setpath($ref; $found)
        | .todo += ($found | refs)
      end)
| {openapi: $api.openapi, info: {title: $api.info.title, version: $api.info.version, license: $api.info.license}, paths, components}
