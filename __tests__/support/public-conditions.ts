/** Conditions that leave an Allow to everybody public: operator, key and values. */
export const publicConditions: readonly (readonly [string, string, readonly string[]])[] = [
  ["IpAddress", "aws:SourceIp", ["0.0.0.0/0"]],
  ["IpAddress", "aws:SourceIp", ["::/0"]],
  ["IpAddress", "aws:SourceIp", ["0.0.0.0/1", "128.0.0.0/1"]],
  ["IpAddress", "aws:SourceIp", ["203.0.113.0/24", "2001::/16"]],
  ["NotIpAddress", "aws:SourceIp", ["10.0.0.0/8"]],
  ["StringNotEquals", "aws:SourceAccount", ["123456789012"]],
  ["StringEqualsIfExists", "aws:SourceAccount", ["123456789012"]],
  ["ArnLike", "aws:SourceArn", ["arn:aws:cloudfront::123456789012:distribution/*"]],
  ["StringEquals", "aws:Referer", ["https://www.example.com/"]],
];
