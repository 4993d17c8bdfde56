/** The lines that the CloudFront guide shows of a file of version 1 ("Example standard log file entry"), value by value. */
const fieldsOf1 =
  "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end";
const chrome = (system: string) =>
  `Mozilla/5.0%20(${system})%20AppleWebKit/537.36%20(KHTML,%20like%20Gecko)%20Chrome/78.0.3904.108%20Safari/537.36`;
/** The distribution of all of them. */
export const name = "d111111abcdef8.cloudfront.net";
const hit = (id: string) => [
  ...["2019-12-04", "21:02:31", "LAX1", "392", "192.0.2.100", "GET", name, "/index.html", "200", "-"],
  ...[chrome("Windows%20NT%2010.0;%20Win64;%20x64"), "-", "-", "Hit", id, name, "https", "23", "0.001", "-"],
  ...["TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256", "Hit", "HTTP/2.0", "-", "-", "11040", "0.001", "Hit"],
  ...["text/html", "78", "-", "-"],
];
const failure = (time: string, place: string, path: string, referrer: string, agent: string, id: string) => [
  ...[
    "2019-12-13",
    time,
    place,
    "900",
    "192.0.2.200",
    "GET",
    name,
    path,
    "502",
    referrer,
    agent,
    "-",
    "-",
    "Error",
  ],
  ...[
    id,
    "www.example.com",
    "http",
    "675",
    "0.102",
    "-",
    "-",
    "-",
    "Error",
    "HTTP/1.1",
    "-",
    "-",
    "25260",
    "0.102",
  ],
  ...["OriginDnsError", "text/html", "507", "-", "-"],
];
const ofLinux = chrome("Windows%20NT%2010.0;%20Win64;%20x64");
/** Values by the fields of version 1. */
export const rows = [
  hit("SOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ=="),
  hit("k6WGMNkEzR5BEM_SaF47gjtX9zBDO2m349OY2an0QPEaUum1ZOLrow=="),
  hit("f37nTMVvnKvV2ZSvEsivup_c2kZ7VXzYdjC-GUQZ5qNs-89BlWazbw=="),
  failure(
    "22:36:27",
    "SEA19-C1",
    "/favicon.ico",
    "http://www.example.com/",
    ofLinux,
    "1pkpNfBQ39sYMnjjUQjmH2w1wdJnbHYTbag21o_3OfcQgPzdL2RSSQ==",
  ),
  failure(
    "22:36:26",
    "SEA19-C1",
    "/",
    "-",
    ofLinux,
    "3AqrZGCnF_g0-5KOvfA7c9XLcf4YGvMFSeFdIetR1N_2y8jSis8Zxg==",
  ),
  failure(
    "22:37:02",
    "SEA19-C2",
    "/",
    "-",
    "curl/7.55.1",
    "kBkDzGnceVtWHqSCqBUqtA_cEs2T3tFUBbnBNkB9El_uVRhHgcZfcw==",
  ),
];
/** A file of version 1. */
export const version1 = [
  "#Version: 1.0",
  `#Fields: ${fieldsOf1}`,
  ...rows.map((row) => row.join("\t")),
  "",
].join("\n");
/** The same requests as version 2 has them, where `connection-id` is the 35th field and the distribution one of its own. */
export const fieldsOf2 = [...fieldsOf1.split(" "), "distributionid", "connection-id"];
/** A row with the two that version 2 alone has. */
export const values = (row: readonly string[]) => [...row, "EDFDVBD6EXAMPLE", "Kx1=="];
const objects = rows.map((row) => Object.fromEntries(values(row).map((value, at) => [fieldsOf2[at], value])));
/** A file of version 2, as JSON. */
export const version2 = `${objects.map((one) => JSON.stringify(one)).join("\n")}\n`;
