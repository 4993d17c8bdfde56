/** The version that the local cloud was written against; .github/requirements.txt has it too. */
export const motoVersion = "5.2.1";

/** What it depends on, all the way down, as the tests have run with it. */
const versions: Readonly<Record<string, string>> = {
  "annotated-types": "0.7.0",
  "antlr4-python3-runtime": "4.13.2",
  attrs: "26.1.0",
  "aws-sam-translator": "1.110.0",
  "aws-xray-sdk": "2.15.0",
  blinker: "1.9.0",
  boto3: "1.43.11",
  botocore: "1.43.11",
  certifi: "2026.5.20",
  cffi: "2.0.0",
  "cfn-lint": "1.51.0",
  "charset-normalizer": "3.4.7",
  click: "8.4.0",
  cryptography: "48.0.0",
  docker: "7.1.0",
  flask: "3.1.3",
  "flask-cors": "6.0.2",
  "graphql-core": "3.2.8",
  idna: "3.13",
  itsdangerous: "2.2.0",
  jinja2: "3.1.6",
  jmespath: "1.1.0",
  joserfc: "1.6.5",
  jsonpatch: "1.33",
  "jsonpath-ng": "1.8.0",
  jsonpointer: "3.1.1",
  jsonschema: "4.26.0",
  "jsonschema-path": "0.5.0",
  "jsonschema-specifications": "2025.9.1",
  "lazy-object-proxy": "1.12.0",
  markupsafe: "3.0.3",
  mpmath: "1.3.0",
  networkx: "3.6.1",
  "openapi-schema-validator": "0.9.0",
  "openapi-spec-validator": "0.9.0",
  pathable: "0.6.0",
  "py-partiql-parser": "0.6.3",
  pycparser: "3.0",
  pydantic: "2.13.4",
  "pydantic-core": "2.46.4",
  "pydantic-settings": "2.14.1",
  pyparsing: "3.3.2",
  "python-dateutil": "2.9.0.post0",
  "python-dotenv": "1.2.2",
  pyyaml: "6.0.3",
  referencing: "0.37.0",
  regex: "2026.5.9",
  requests: "2.34.2",
  responses: "0.26.0",
  "rfc3339-validator": "0.1.4",
  "rpds-py": "0.30.0",
  s3transfer: "0.17.0",
  six: "1.17.0",
  sympy: "1.14.0",
  "typing-extensions": "4.15.0",
  "typing-inspection": "0.4.2",
  urllib3: "2.7.0",
  werkzeug: "3.1.8",
  wrapt: "2.1.2",
  xmltodict: "1.0.4",
};

/**
 * For pip: nothing newer than what was tried, of Pythons that all of it is made for; an older one gets what pip finds. Hashes
 * of the wheels are not among it (docs/limitations.md).
 */
export const motoConstraints = Object.entries(versions)
  .map(([name, version]) => `${name}==${version}; python_version >= "3.11"\n`)
  .join("");
